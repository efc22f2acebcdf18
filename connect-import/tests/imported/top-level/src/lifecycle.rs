use connect_runtime::prelude::*;

// was at /dare
#[dare_migration]
async fn dare_migration(_tenant: Tenant) -> Result<()> {
    Ok(())
}

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
