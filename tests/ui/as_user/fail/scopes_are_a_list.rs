//! Scopes as a list, instead of by `scopes!`.
//! fix: `[READ]` → `scopes![READ]`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann", [READ]);
    Ok(())
}

fn main() {}
