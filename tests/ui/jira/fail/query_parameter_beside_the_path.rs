//! A query parameter outside `query(…)`.
//! fix: `fields = "votes"` → `query(fields = "votes")`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", fields = "votes").await?;
    Ok(())
}

fn main() {}
