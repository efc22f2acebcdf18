use connect_runtime::prelude::*;

/// Example components
#[jira_devops_component_provider(
    home_url = "https://example.com",
    actions = { associate = associate, disassociate = disassociate },
)]
struct ExampleComponents;

#[callback]
async fn associate(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "associate");
    Ok(())
}

#[callback]
async fn disassociate(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "disassociate");
    Ok(())
}
