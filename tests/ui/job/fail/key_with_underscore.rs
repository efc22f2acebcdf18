//! A key with an underscore.
//! fix: `re_count` → `re-count`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[job(key = "re_count")]
async fn recount(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
