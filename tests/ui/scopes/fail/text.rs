//! A scope as text.
//! fix: `"READ"` → `READ`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes!["READ"];
    Ok(())
}

fn main() {}
