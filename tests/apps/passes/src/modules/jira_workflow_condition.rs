use connect_runtime::prelude::*;

/// Has votes
#[jira_workflow_condition(
    description = "Only issues with votes go on",
    expression = "issue.votes > config.votes",
    create = configure,
    edit = configure,
)]
struct HasVotes;

#[iframe]
async fn configure() -> Page {
    Page::new("Votes").body("How many votes?")
}
