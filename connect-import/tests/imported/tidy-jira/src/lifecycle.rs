use connect_runtime::prelude::*;

// was at /disabled
#[disabled]
async fn disabled(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at /enabled
#[enabled]
async fn enabled(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at /installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at /uninstalled
#[uninstalled]
async fn uninstalled(_tenant: Tenant) -> Result<()> {
    Ok(())
}
