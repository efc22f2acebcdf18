//! What the README says about work that is done later.
use std::time::Duration;

use connect_runtime::axum::extract::Path;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

// readme: jobs
#[derive(Serialize, Deserialize)]
struct Recount {
    project: String,
}

#[job]
async fn recount(job: Job<Recount>, jira: Jira) -> Result<()> {
    tracing::info!(project = job.project, site = %jira.base_url(), "counting");
    Ok(())
}

#[endpoint(POST "/recount/{project}")]
async fn ask(Path(project): Path<String>, jobs: Jobs) -> Result<()> {
    jobs.enqueue::<recount>(&Recount { project })
        .after(Duration::from_secs(60))
        .await?;
    Ok(())
}

/// Once an hour for each tenant, however many processes there are.
#[scheduled(every = "1h")]
async fn sweep(tenant: Tenant, jobs: Jobs) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "sweeping");
    let project = "DEMO".to_owned();
    jobs.enqueue::<recount>(&Recount { project }).await?;
    Ok(())
}
// readme: end
