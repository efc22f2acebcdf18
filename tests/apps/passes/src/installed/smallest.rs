use connect_runtime::prelude::*;

#[installed]
async fn hook(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}
