//! How votes move an issue on.

use connect_runtime::prelude::*;

/// Has enough votes
#[jira_workflow_condition(
    description = "Only issues with votes go on",
    expression = "issue.votes > config.votes",
    create = threshold,
    edit = threshold,
)]
struct HasEnoughVotes;

/// Somebody voted
#[jira_workflow_validator(
    description = "Only issues with votes go on",
    expression = "issue.votes > 0",
    error_message = { value = "Nobody voted for this" },
)]
struct SomebodyVoted;

/// Close the vote
#[jira_workflow_post_function(
    description = "Nobody votes after this",
    create = threshold,
    edit = threshold,
)]
async fn close_vote(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "the vote is closed");
    Ok(())
}

#[iframe]
async fn threshold() -> Page {
    Page::new("Votes").body("How many votes?")
}
