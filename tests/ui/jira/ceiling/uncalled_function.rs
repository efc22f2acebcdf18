connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

#[allow(dead_code)]
async fn create(jira: Jira, fields: Value) -> Result<Value> {
    Ok(jira!(jira, POST "/rest/api/3/issue", json = fields).await?)
}

fn main() {}
