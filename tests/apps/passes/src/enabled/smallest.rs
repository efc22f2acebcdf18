use connect_runtime::prelude::*;

#[enabled]
async fn hook(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}
