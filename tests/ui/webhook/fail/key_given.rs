//! A key for a webhook, which has none.
//! fix: `, key = "greet"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", key = "greet")]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
