//! What the panel's button calls.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::{Path, State};
use connect_runtime::prelude::*;
use serde::Serialize;

use crate::publish::job_for;
use crate::votes::Votes;

/// What the panel shows next.
#[derive(Debug, Serialize)]
struct Tally {
    votes: i64,
    is_first: bool,
}

/// Gives the user's vote to an issue. Jira is told later, and even if the process dies at once.
#[endpoint(PUT "/issues/{issue}/vote")]
async fn vote(
    Path(issue): Path<String>,
    tenant: Tenant,
    user: User,
    State(votes): State<Votes>,
    jobs: Jobs,
) -> Result<Json<Tally>> {
    let publish = job_for(&jobs, &issue)?;
    let is_first = votes
        .vote(&tenant, &issue, user.account_id(), publish)
        .await?;
    let votes = votes.on(&tenant, &issue).await?;
    Ok(Json(Tally { votes, is_first }))
}
