//! Asking for what is not a job.
//! fix: `struct Recount;\n` → `#[job]\nasync fn recount(project: Job<String>) -> Result<()> {\n    let _ = project;\n    Ok(())\n}\n`
//! fix: `::<Recount>` → `::<recount>`

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Recount;

#[endpoint(POST "/recount")]
async fn ask(jobs: Jobs) -> Result<()> {
    jobs.enqueue::<Recount>(&"DEMO".to_owned()).await?;
    Ok(())
}

fn main() {}
