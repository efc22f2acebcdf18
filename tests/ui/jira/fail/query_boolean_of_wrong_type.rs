//! A string variable for a query parameter that is true or false.
//! fix: `update: String` → `update: bool`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, update: String) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(updateHistory = update)).await?;
    Ok(())
}

fn main() {}
