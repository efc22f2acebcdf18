//! The items of an operation that answers one object.
//! fix: `let issues: Vec<Value>` → `let issue: Value`
//! fix: `.items().all().await?` → `.await?`
//! fix: `issues.len()` → `issue.is_null()`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let issues: Vec<Value> = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").items().all().await?;
    let _ = issues.len();
    Ok(())
}

fn main() {}
