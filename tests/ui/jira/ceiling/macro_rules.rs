connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

macro_rules! create {
    ($jira:expr, $fields:expr) => {
        jira!($jira, POST "/rest/api/3/issue", json = $fields)
    };
}

macro_rules! call {
    ($jira:expr, $path:literal) => {
        jira!($jira, DELETE $path, issueIdOrKey = "DEMO-1")
    };
}

pub async fn example(jira: Jira, fields: Value) -> Result<Value> {
    call!(jira, "/rest/api/3/issue/{issueIdOrKey}").await?;
    Ok(create!(jira, fields).await?)
}

fn main() {}
