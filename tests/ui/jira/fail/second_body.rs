//! A call with two bodies.
//! fix: `, b: Value` → ``
//! fix: `, json = b` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, a: Value, b: Value) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = a, json = b).await?;
    Ok(())
}

fn main() {}
