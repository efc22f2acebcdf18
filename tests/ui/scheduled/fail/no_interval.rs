//! No interval.
//! fix: `#[scheduled]` → `#[scheduled(every = "1h")]`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled]
async fn sweep(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
