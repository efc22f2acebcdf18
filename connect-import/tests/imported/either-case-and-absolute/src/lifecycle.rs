use connect_runtime::prelude::*;

// was at /move
#[dare_migration]
async fn dare_migration(_tenant: Tenant) -> Result<()> {
    Ok(())
}

// was at https://cases.example.com/app/installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}
