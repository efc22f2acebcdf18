//! What an issue keeps of its votes, and how it is found by them.

use connect_runtime::axum::Json;
use connect_runtime::prelude::*;
use serde_json::{Value, json};

/// Votes
#[jira_entity_property(
    entity_type = issue,
    key_configurations = [{
        property_key = "votes",
        extractions = [{ object_name = "count", type = number, alias = "voteCount" }],
    }],
)]
struct IssueVotes;

/// Reason
#[jira_issue_field(description = "Why it was voted for", type = string)]
struct Reason;

/// Poll
#[jira_issue_type(description = "A question with answers to vote for", type = standard, forge = skip)]
struct Poll;

/// mostVoted
#[jira_jql_function(
    arguments = [{ name = "count", required = true }],
    operators = ["in", "not_in"],
    types = [issue],
)]
async fn most_voted_issues() -> Json<Value> {
    Json(json!({ "jql": "voteCount > 10" }))
}
