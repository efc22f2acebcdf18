//! The body in parentheses, instead of after `=`.
//! fix: `json(body)` → `json = body`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, body: Value) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json(body)).await?;
    Ok(())
}

fn main() {}
