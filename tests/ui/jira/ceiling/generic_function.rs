connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn create<T: serde::Serialize>(jira: Jira, fields: T) -> Result<Value> {
    Ok(jira!(jira, POST "/rest/api/3/issue", json = fields).await?)
}

fn main() {}
