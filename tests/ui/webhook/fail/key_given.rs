connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", key = "greet")]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
