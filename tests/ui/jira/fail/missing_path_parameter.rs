//! A parameter of the path is not given.
//! fix: `, id = 10` → `, issueIdOrKey = "DEMO-1", id = 10`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", id = 10).await?;
    Ok(())
}

fn main() {}
