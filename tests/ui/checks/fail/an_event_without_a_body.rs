//! A handler that reads the body of a webhook that excludes it.
//! fix: `event: Event<serde_json::Value>` → `tenant: Tenant`
//! fix: `let _ = event;` → `let _ = tenant;`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", exclude_body = true)]
async fn noticed(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
