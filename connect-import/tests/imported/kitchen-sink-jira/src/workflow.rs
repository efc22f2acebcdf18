use connect_runtime::prelude::*;

#[jira_workflow_condition(
    name = "Has enough votes",
    description = "Only issues with votes go on",
    create = threshold,
    edit = threshold,
    expression = "issue.votes > config.votes",
)]
struct HasEnoughVotes;

#[jira_workflow_post_function(
    name = "Close the vote",
    description = "Nobody votes after this",
    create = threshold,
    edit = threshold,
)]
async fn close_vote() -> Result<()> {
    todo!("close_vote")
}

#[jira_workflow_validator(
    name = "Somebody voted",
    description = "Only issues with votes go on",
    error_message = { value = "Nobody voted for this" },
    expression = "issue.votes > 0",
)]
struct SomebodyVoted;

#[iframe]
async fn threshold() -> Page {
    todo!("threshold")
}
