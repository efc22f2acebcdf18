//! A workflow validator whose message is neither a text nor an expression.
//! fix: `error_message = {}` → `error_message = { value = "No" }`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_workflow_validator(expression = "true", error_message = {})]
struct Votes;

fn main() {}
