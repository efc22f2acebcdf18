connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

pub mod issues {
    pub mod writing {
        use connect_runtime::prelude::*;
        use serde_json::Value;

        pub async fn create(jira: Jira, fields: Value) -> Result<Value> {
            Ok(jira!(jira, POST "/rest/api/3/issue", json = fields).await?)
        }
    }
}

fn main() {}
