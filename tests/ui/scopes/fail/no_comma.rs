//! No comma between two scopes.
//! fix: `READ WRITE` → `READ, WRITE`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![READ WRITE];
    Ok(())
}

fn main() {}
