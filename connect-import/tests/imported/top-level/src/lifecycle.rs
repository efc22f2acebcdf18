use connect_runtime::prelude::*;

// was at /on
#[enabled]
async fn enabled(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// keeps the secret
// was at /lifecycle-installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}
