//! A body without the way in which it is sent.
//! fix: `body = edit` → `json = edit`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira, edit: serde_json::Value) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", body = edit).await?;
    Ok(())
}

fn main() {}
