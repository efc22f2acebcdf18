//! Code, designs, and what else an issue links to.

use connect_runtime::prelude::*;

/// Example code
#[jira_development_tool(
    application = "Example",
    capabilities = [commit, branch],
    logo_url = "/images/votes.svg",
    url = "https://code.example.com",
    actions = { create_branch = new_branch },
)]
struct Code;

#[iframe]
async fn new_branch(#[context("issue.key")] issue: String) -> Page {
    Page::new("New branch").body(issue)
}

/// Example designs
#[jira_design_info_provider(
    home_url = "https://designs.example.com",
    handled_domain_name = "designs.example.com",
    actions = { get_entity_by_url = design, on_entity_associated = design_linked },
)]
struct Designs;

#[callback]
async fn design(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "a design is asked for");
    Ok(())
}

#[callback]
async fn design_linked(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "a design is linked");
    Ok(())
}

/// Example links
#[jira_remote_link_info_provider(
    home_url = "https://example.com",
    actions = [{
        action_id = "open",
        action_label = { value = "Open in Example" },
        template_url = "https://example.com/open",
    }],
)]
struct Links;
