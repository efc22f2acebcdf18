use connect_runtime::prelude::*;

/// Example incidents
#[jira_operations_info_provider(
    home_url = "https://example.com",
    actions = { fetch_workspaces = workspaces, search_containers = containers },
)]
struct ExampleIncidents;

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
