use connect_runtime::axum::Json;
use connect_runtime::events::jira::PostFunction;
use connect_runtime::prelude::*;
use serde::Deserialize;

/// What the page saves.
#[derive(Deserialize)]
struct Threshold {
    votes: u32,
}

/// Count the votes
#[jira_workflow_post_function(description = "Counts the votes", create = configure, edit = configure)]
async fn count(Json(run): Json<PostFunction<Threshold>>) -> Result<()> {
    let wanted = run.configuration.value.map(|threshold| threshold.votes);
    tracing::info!(issue = run.issue.key, wanted, to = run.transition.to_status);
    Ok(())
}

#[iframe]
async fn configure() -> Page {
    Page::new("Votes").body("How many votes?")
}
