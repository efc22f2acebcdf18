//! An interval of years.
//! fix: `"500d"` → `"52w"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled(every = "500d")]
async fn sweep(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
