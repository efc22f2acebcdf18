//! Parameters that are given twice.
//! fix: `, issueIdOrKey = "DEMO-2"` → ``
//! fix: `fields = "votes", fields = "summary"` → `fields = ["votes", "summary"]`
//! fix: `, updateHistory = false` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", issueIdOrKey = "DEMO-2", query(fields = "votes", fields = "summary", updateHistory = true, updateHistory = false)).await?;
    Ok(())
}

fn main() {}
