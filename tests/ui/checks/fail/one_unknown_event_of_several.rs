//! One event of several, one letter off.
//! fix: `jira:isue_updated` → `jira:issue_updated`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(events = ["jira:issue_created", "jira:isue_updated"])]
async fn noticed() -> Result<()> {
    Ok(())
}

fn main() {}
