use connect_runtime::axum::Json;
use connect_runtime::prelude::*;
use serde_json::{Value, json};

/// mostVoted
#[jira_jql_function(
    arguments = [{ name = "count", required = true }],
    operators = ["in", "not_in"],
    types = [issue],
)]
async fn most_voted() -> Json<Value> {
    Json(json!({ "jql": "votes > 10" }))
}
