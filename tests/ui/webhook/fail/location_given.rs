//! A location for a webhook, which has none.
//! fix: `, location = "somewhere"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", location = "somewhere")]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
