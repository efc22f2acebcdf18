//! An event as a name: it is text, as the host spells it.
//! fix: `issue_created` → `"jira:issue_created"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = issue_created)]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
