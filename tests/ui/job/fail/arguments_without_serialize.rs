//! Arguments that can be read, and not stored until the job runs.
//! fix: `derive(serde::Deserialize)` → `derive(serde::Serialize, serde::Deserialize)`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[derive(serde::Deserialize)]
struct Recount {
    project: String,
}

#[job]
async fn recount(job: Job<Recount>) -> Result<()> {
    let _ = &job.project;
    Ok(())
}

#[endpoint(POST "/recount")]
async fn ask(jobs: Jobs) -> Result<()> {
    let project = "DEMO".to_owned();
    jobs.enqueue::<recount>(&Recount { project }).await?;
    Ok(())
}

fn main() {}
