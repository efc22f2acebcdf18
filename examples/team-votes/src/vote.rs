//! What the panel's button calls.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::{Path, State};
use connect_runtime::prelude::*;
use serde::Serialize;

use crate::panel::in_words;
use crate::publish::job_for;
use crate::votes::Votes;

/// What the panel shows next.
#[derive(Debug, Serialize)]
struct Tally {
    tally: String,
}

/// Gives the user's vote to an issue. Jira gets the count later, even if the process dies at once.
#[endpoint(PUT "/issues/{issue}/vote")]
async fn vote(
    Path(issue): Path<String>,
    tenant: Tenant,
    user: User,
    State(votes): State<Votes>,
    jobs: Jobs,
) -> Result<Json<Tally>> {
    let publish = job_for(&jobs, &issue)?;
    votes
        .vote(&tenant, &issue, user.account_id(), publish)
        .await?;
    let tally = in_words(votes.on(&tenant, &issue).await?);
    Ok(Json(Tally { tally }))
}
