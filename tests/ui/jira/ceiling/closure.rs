connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

pub fn creator(jira: Jira) -> impl AsyncFn(Value) -> Result<Value> {
    async move |fields: Value| Ok(jira!(jira, POST "/rest/api/3/issue", json = fields).await?)
}

fn main() {}
