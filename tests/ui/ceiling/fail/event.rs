//! A webhook needs a scope that `app!` does not name.
//! fix: `scopes = []` → `scopes = [READ]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [],
}

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
