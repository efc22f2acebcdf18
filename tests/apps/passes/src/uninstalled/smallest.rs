use connect_runtime::prelude::*;

#[uninstalled]
async fn hook(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}
