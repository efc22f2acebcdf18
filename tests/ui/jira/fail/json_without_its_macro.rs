//! A body that is written as JSON.
//! fix: `json = { "fields": { "summary": "Votes" } }` → `json = serde_json::json!({ "fields": { "summary": "Votes" } })`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let issue = "DEMO-1";
    jira!(
        jira,
        PUT "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = issue,
        json = { "fields": { "summary": "Votes" } },
    )
    .await?;
    Ok(())
}

fn main() {}
