//! What runs, what is weak in it, and what went wrong.

use connect_runtime::prelude::*;

/// Example components
#[jira_devops_component_provider(
    home_url = "https://example.com",
    actions = { associate = add_component, disassociate = drop_component },
    forge = skip,
)]
struct Components;

#[callback]
async fn add_component(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "a component is added");
    Ok(())
}

#[callback]
async fn drop_component(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "a component is dropped");
    Ok(())
}

/// Example incidents
#[jira_operations_info_provider(
    home_url = "https://example.com",
    actions = { fetch_workspaces = workspaces, search_containers = containers },
    forge = skip,
)]
struct Incidents;

/// Example scanner
#[jira_security_info_provider(
    home_url = "https://example.com",
    actions = { fetch_workspaces = workspaces, fetch_containers = containers },
)]
struct Scanner;

#[callback]
async fn workspaces(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "workspaces are listed");
    Ok(())
}

#[callback]
async fn containers(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "containers are listed");
    Ok(())
}
