//! An `Option` for a parameter of the path, which must have a value.
//! fix: `key: Option<String>` → `key: String`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, key: Option<String>) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await?;
    Ok(())
}

fn main() {}
