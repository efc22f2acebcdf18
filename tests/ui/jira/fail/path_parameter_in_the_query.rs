//! A parameter of the path is in the query.
//! fix: `query(issueIdOrKey = "DEMO-1")` → `issueIdOrKey = "DEMO-1"`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", query(issueIdOrKey = "DEMO-1")).await?;
    Ok(())
}

fn main() {}
