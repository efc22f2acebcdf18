//! An operation that needs a body is called without one.
//! fix: `issueIdOrKey = "DEMO-1")` → `issueIdOrKey = "DEMO-1", json = serde_json::json!({ "fields": {} }))`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
