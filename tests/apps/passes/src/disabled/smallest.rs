use connect_runtime::prelude::*;

#[disabled]
async fn hook(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}
