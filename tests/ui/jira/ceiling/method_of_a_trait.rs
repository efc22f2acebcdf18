connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;
use serde_json::Value;

pub trait Create {
    const FIELDS: &str;

    fn create(&self, jira: &Jira) -> connect_runtime::client::Call<Value> {
        jira!(jira, POST "/rest/api/3/issue", json = Self::FIELDS)
    }
}

fn main() {}
