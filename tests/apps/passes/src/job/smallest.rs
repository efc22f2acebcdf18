use connect_runtime::prelude::*;

#[job]
async fn count() {}

async fn ask(jobs: Jobs) -> Result<()> {
    jobs.enqueue::<count>(&()).await?;
    Ok(())
}
