//! An argument that jobs do not have.
//! fix: `(kee = "recount")` → `(key = "recount")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[job(kee = "recount")]
async fn recount(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
