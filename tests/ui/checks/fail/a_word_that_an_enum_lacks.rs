//! A category of permissions that Jira does not have.
//! fix: `"project"` → `"projects"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_project_permission(description = "May vote", category = "project")]
struct Votes;

fn main() {}
