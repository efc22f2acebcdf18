use connect_runtime::prelude::*;

/// Example deploys
#[jira_deployment_info_provider(
    home_url = "https://example.com",
    actions = { list_deployments = list },
)]
struct ExampleDeploys;

#[callback]
async fn list(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "list");
    Ok(())
}
