use connect_runtime::prelude::*;

// was at /lifecycle/disabled
#[disabled]
async fn disabled(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at /lifecycle/enabled
#[enabled]
async fn enabled(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at /lifecycle/installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at /lifecycle/uninstalled
#[uninstalled]
async fn uninstalled(_tenant: Tenant) -> Result<()> {
    Ok(())
}
