//! Misspelt and invented scopes.
//! fix: `REED, WRITE, BANANA` → `READ, WRITE`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![REED, WRITE, BANANA];
    Ok(())
}

fn main() {}
