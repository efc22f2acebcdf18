use connect_runtime::prelude::*;

/// Vote often
#[jira_project_permission(description = "Vote more than once", category = issues)]
struct VoteOften;
