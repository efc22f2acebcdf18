//! A job that is requested with arguments other than it takes.
//! fix: `&7_u32` → `&"DEMO".to_owned()`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[job]
async fn recount(project: Job<String>) -> Result<()> {
    let _ = project;
    Ok(())
}

#[endpoint(POST "/recount")]
async fn ask(jobs: Jobs) -> Result<()> {
    jobs.enqueue::<recount>(&7_u32).await?;
    Ok(())
}

fn main() {}
