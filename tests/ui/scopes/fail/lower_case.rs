//! A scope in lower case.
//! fix: `read` → `READ`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![read];
    Ok(())
}

fn main() {}
