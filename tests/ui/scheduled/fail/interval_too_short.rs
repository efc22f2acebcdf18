//! An interval of seconds.
//! fix: `"5s"` → `"1m"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled(every = "5s")]
async fn sweep(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
