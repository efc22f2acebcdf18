//! One argument too many.
//! fix: `, 1)` → `)`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann", scopes![READ], 1);
    Ok(())
}

fn main() {}
