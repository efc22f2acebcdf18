use connect_runtime::prelude::*;

/// Votes gate
#[jira_deployment_gating(callback = { type = jwt })]
async fn gate(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "a deployment waits");
    Ok(())
}
