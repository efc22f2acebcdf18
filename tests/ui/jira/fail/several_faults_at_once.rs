//! Several faults in one call, all reported at once.
//! fix: `key = key` → `issueIdOrKey = key`
//! fix: `"no", frobnicate` → `false`
//! fix: `text = "a", headers()` → `json = serde_json::json!({ "fields": {} })`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira, key: String) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", key = key, query(notifyUsers = "no", frobnicate), text = "a", headers()).await?;
    Ok(())
}

fn main() {}
