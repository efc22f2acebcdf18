use connect_runtime::prelude::*;

/// Has votes
#[jira_workflow_validator(
    description = "Only issues with votes go on",
    expression = "issue.votes > 0",
    error_message = { value = "Nobody voted for this" },
)]
struct MustHaveVotes;
