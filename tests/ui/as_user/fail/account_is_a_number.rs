//! A number for the account.
//! fix: `557058)` → `"557058:ann")`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, 557058);
    Ok(())
}

fn main() {}
