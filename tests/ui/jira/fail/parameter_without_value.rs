//! A parameter without its value.
//! fix: `issueIdOrKey).await` → `issueIdOrKey = issueIdOrKey).await`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, issueIdOrKey: String) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey).await?;
    Ok(())
}

fn main() {}
