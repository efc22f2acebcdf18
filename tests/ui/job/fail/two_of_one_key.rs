//! Two jobs with one key, under which both would wait.
//! fix: `(key = "recount")` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[job]
async fn recount(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

#[job(key = "recount")]
async fn other() -> Result<()> {
    Ok(())
}

fn main() {}
