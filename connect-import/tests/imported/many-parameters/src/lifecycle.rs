use connect_runtime::prelude::*;

// was at /installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}
