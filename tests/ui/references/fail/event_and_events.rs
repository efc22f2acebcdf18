//! One event in `event`, another in `events`.
//! fix: `event = "jira:issue_created", events = ["jira:issue_updated"]` → `events = ["jira:issue_created", "jira:issue_updated"]`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", events = ["jira:issue_updated"])]
async fn changed() -> Result<()> {
    Ok(())
}

fn main() {}
