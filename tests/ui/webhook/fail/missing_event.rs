//! A webhook without an event.
//! fix: `#[webhook]` → `#[webhook(event = "jira:issue_created")]`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
