connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

pub fn calls(jira: Jira, fields: Value) -> Vec<connect_runtime::client::Call<Value>> {
    println!("{:?}", jira!(jira, DELETE "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1"));
    vec![jira!(jira, POST "/rest/api/3/issue", json = fields)]
}

fn main() {}
