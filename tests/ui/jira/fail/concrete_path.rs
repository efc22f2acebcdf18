//! The path has a value in it, where the documentation has a parameter.
//! fix: `/issue/DEMO-1"` → `/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1"`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/DEMO-1").await?;
    Ok(())
}

fn main() {}
