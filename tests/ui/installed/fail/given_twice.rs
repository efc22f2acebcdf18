//! A lifecycle hook with its attribute twice.
//! fix: `#[installed]\n#[installed]` → `#[installed]`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[installed]
#[installed]
async fn welcome(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
