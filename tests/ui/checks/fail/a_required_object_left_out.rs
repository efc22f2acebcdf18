//! A workflow validator without its message.
//! fix: `expression = "true"` → `expression = "true", error_message = { value = "No" }`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_workflow_validator(expression = "true")]
struct Votes;

fn main() {}
