//! An empty value for a parameter of the path.
//! fix: `issueIdOrKey = ""` → `issueIdOrKey = "DEMO-1"`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "").await?;
    Ok(())
}

fn main() {}
