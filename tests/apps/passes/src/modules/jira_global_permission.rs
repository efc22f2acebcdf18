use connect_runtime::prelude::*;

/// Count votes
#[jira_global_permission(
    description = "See how many votes there are", default_grants = ["jira-administrators"]
)]
struct CountVotes;
