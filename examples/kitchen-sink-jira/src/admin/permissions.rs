//! Who may do what.

use connect_runtime::prelude::*;

/// Count votes
#[jira_global_permission(
    description = "See how many votes there are",
    default_grants = ["jira-administrators"],
)]
struct CountVotes;

/// Vote often
#[jira_project_permission(description = "Vote more than once", category = issues)]
struct VoteOften;
