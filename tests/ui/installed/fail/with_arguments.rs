//! Arguments where none are taken.
//! fix: `(key = "x")` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[installed(key = "x")]
async fn hook(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
