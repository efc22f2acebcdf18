//! A misspelt parameter of the path.
//! fix: `issueIdOrKye` → `issueIdOrKey`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKye = "DEMO-1").await?;
    Ok(())
}

fn main() {}
