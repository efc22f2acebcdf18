use connect_runtime::prelude::*;

/// Example designs
#[jira_design_info_provider(
    home_url = "https://example.com",
    handled_domain_name = "designs.example.com",
    actions = { get_entity_by_url = design, on_entity_associated = linked },
)]
struct ExampleDesigns;

#[callback]
async fn design(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "design");
    Ok(())
}

#[callback]
async fn linked(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "linked");
    Ok(())
}
