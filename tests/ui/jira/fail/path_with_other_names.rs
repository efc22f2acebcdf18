//! The path names its parameter differently from the documentation.
//! fix: `{key}", key =` → `{issueIdOrKey}", issueIdOrKey =`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{key}", key = "DEMO-1").await?;
    Ok(())
}

fn main() {}
