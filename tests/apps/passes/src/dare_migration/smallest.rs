use connect_runtime::prelude::*;

#[dare_migration]
async fn moved(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}
