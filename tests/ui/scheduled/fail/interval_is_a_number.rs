//! An interval that is a number.
//! fix: `3600` → `"1h"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled(every = 3600)]
async fn sweep(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
