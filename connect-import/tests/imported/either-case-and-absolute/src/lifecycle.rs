use connect_runtime::prelude::*;

// was at https://cases.example.com/app/installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}
