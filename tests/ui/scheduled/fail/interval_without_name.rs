//! An interval without its name.
//! fix: `("1h")` → `(every = "1h")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled("1h")]
async fn sweep(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
