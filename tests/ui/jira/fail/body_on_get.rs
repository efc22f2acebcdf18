//! A body for an operation that takes none.
//! fix: `, json = fields` → `, query(fields = "summary")`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, fields: Value) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = fields).await?;
    Ok(())
}

fn main() {}
