//! From a build to the users.

use connect_runtime::prelude::*;

/// Example CI
#[jira_build_info_provider(
    home_url = "https://ci.example.com",
    logo_url = "https://ci.example.com/logo.svg",
    documentation_url = "https://ci.example.com/docs"
)]
struct Builds;

/// Example deploys
#[jira_deployment_info_provider(
    home_url = "https://deploy.example.com",
    actions = { list_deployments = deployments },
)]
struct Deploys;

#[callback]
async fn deployments(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "deployments are listed");
    Ok(())
}

/// Release vote
#[jira_deployment_gating(callback = { type = jwt }, forge = skip)]
async fn release_vote(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "a deployment waits for votes");
    Ok(())
}

/// Example flags
#[jira_feature_flag_info_provider(
    home_url = "https://flags.example.com",
    actions = { create_flag = new_flag },
)]
struct Flags;

#[iframe]
async fn new_flag(#[context("issue.key")] issue: String) -> Page {
    Page::new("New flag").body(issue)
}
