//! A word for a query parameter that is true or false.
//! fix: `"yes"` → `true`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(updateHistory = "yes")).await?;
    Ok(())
}

fn main() {}
