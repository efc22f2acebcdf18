connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

#[allow(dead_code)]
async fn look(jira: &Jira) -> Result<serde_json::Value> {
    Ok(jira!(jira, GET "/rest/api/3/myself").await?)
}
