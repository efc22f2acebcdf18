use connect_runtime::prelude::*;

/// Example scanner
#[jira_security_info_provider(
    home_url = "https://example.com",
    actions = { fetch_workspaces = workspaces, fetch_containers = containers },
)]
struct ExampleScanner;

#[callback]
async fn workspaces(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "workspaces");
    Ok(())
}

#[callback]
async fn containers(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "containers");
    Ok(())
}
