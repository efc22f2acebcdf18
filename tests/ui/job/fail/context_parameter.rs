//! A context parameter of a job: no host fills one in.
//! fix: `#[context("issue.key")] issue: String` → `issue: Job<String>`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[job]
async fn recount(#[context("issue.key")] issue: String) -> Result<()> {
    let _ = issue;
    Ok(())
}

fn main() {}
