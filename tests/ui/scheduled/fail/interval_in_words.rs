//! An interval in words.
//! fix: `"1 hour"` → `"1h"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled(every = "1 hour")]
async fn sweep(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
