//! Events under names that are not theirs: what is meant shows in the values.
//! fix: `on = "` → `event = "`
//! fix: `listens_to = ` → `events = `

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(on = "jira:issue_created")]
async fn created(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

#[webhook(listens_to = ["jira:issue_updated", "jira:issue_deleted"])]
async fn changed(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
