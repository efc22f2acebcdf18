//! An event that is one letter off.
//! fix: `issue_create"` → `issue_created"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_create")]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
