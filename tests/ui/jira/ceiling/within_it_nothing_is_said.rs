connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn create(jira: Jira, fields: Value) -> Result<Value> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(jira!(jira, POST "/rest/api/3/issue", json = fields).await?)
}

fn main() {}
