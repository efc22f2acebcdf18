//! The count of votes, where Jira's searches find it.

use connect_runtime::axum::extract::State;
use connect_runtime::jobs::{EnqueueError, NewJob};
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

use crate::votes::Votes;

/// The key of the issue's entity property.
const PROPERTY: &str = "com.example.team-votes";

/// The issue whose votes have changed.
#[derive(Debug, Serialize, Deserialize)]
struct Publish {
    issue: String,
}

/// Writes the count into a property of the issue. It is counted when the job runs, so that a job which
/// runs twice does no harm.
#[job]
async fn publish(
    job: Job<Publish>,
    tenant: Tenant,
    State(votes): State<Votes>,
    jira: Jira,
) -> Result<()> {
    let count = votes.on(&tenant, &job.issue).await?;
    let () = jira!(
        jira,
        PUT "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
        issueIdOrKey = &job.issue,
        propertyKey = PROPERTY,
        json = count,
    )
    .await?;
    Ok(())
}

/// The job for an issue, which the vote's transaction takes along. Those of one issue run one after
/// another: the last count stays.
pub(crate) fn job_for(jobs: &Jobs, issue: &str) -> Result<NewJob, EnqueueError> {
    let issue = issue.to_owned();
    let job = jobs.enqueue::<publish>(&Publish {
        issue: issue.clone(),
    });
    job.in_order(issue).into_new_job()
}
