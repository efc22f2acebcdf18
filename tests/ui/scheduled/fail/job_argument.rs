//! A scheduled function that asks for arguments: nobody gives it any.
//! fix: `job: Job<String>` → `tenant: Tenant`
//! fix: `let _ = job;` → `let _ = tenant;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled(every = "1h")]
async fn sweep(job: Job<String>) -> Result<()> {
    let _ = job;
    Ok(())
}

fn main() {}
