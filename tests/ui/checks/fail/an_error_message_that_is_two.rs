//! A workflow validator whose message is a text and an expression.
//! fix: `expression = "'No'", ` → ``
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_workflow_validator(
    expression = "true",
    error_message = { expression = "'No'", value = "No" },
)]
struct Votes;

fn main() {}
