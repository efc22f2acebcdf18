use connect_runtime::prelude::*;

#[jira_build_info_provider(
    name = "Example CI",
    documentation_url = "https://ci.example.com/docs",
    home_url = "https://ci.example.com",
    logo_url = "https://ci.example.com/logo.svg"
)]
struct Builds;

#[jira_deployment_gating(name = "Release vote")]
async fn release_vote() -> Result<()> {
    todo!("release_vote")
}

#[jira_deployment_info_provider(
    name = "Example deploys",
    actions = { list_deployments = deployments },
    home_url = "https://deploy.example.com",
)]
struct Deploys;

#[jira_design_info_provider(
    name = "Example designs",
    actions = { get_entity_by_url = design, on_entity_associated = design_linked },
    handled_domain_name = "designs.example.com",
    home_url = "https://designs.example.com",
)]
struct Designs;

#[jira_devops_component_provider(
    name = "Example components",
    actions = { associate = add_component, disassociate = drop_component },
    home_url = "https://example.com",
)]
struct Components;

#[jira_development_tool(
    name = "Example code",
    url = "https://code.example.com",
    actions = { create_branch = new_branch },
    application = "Example",
    capabilities = [commit, branch],
    logo_url = "/images/code.svg",
)]
struct Code;

#[jira_feature_flag_info_provider(
    name = "Example flags",
    actions = { create_flag = new_flag },
    home_url = "https://flags.example.com",
)]
struct Flags;

#[jira_operations_info_provider(
    name = "Example incidents",
    actions = { fetch_workspaces = workspaces, search_containers = containers },
    home_url = "https://example.com",
)]
struct Incidents;

#[jira_remote_link_info_provider(
    name = "Example links",
    actions = [
        {
            action_id = "open",
            action_label = { value = "Open in Example" },
            template_url = "https://example.com/open",
        },
    ],
    home_url = "https://example.com",
)]
struct Links;

#[jira_security_info_provider(
    actions = { fetch_containers = containers, fetch_workspaces = workspaces },
    home_url = "https://example.com",
)]
struct Scanner;

#[jira_time_tracking_provider(name = "Votes as time", admin_page_key = crate::pages::voters)]
struct VotesAsTime;

#[callback]
async fn deployments() -> Result<()> {
    todo!("deployments")
}

#[callback]
async fn design() -> Result<()> {
    todo!("design")
}

#[callback]
async fn design_linked() -> Result<()> {
    todo!("design_linked")
}

#[callback]
async fn add_component() -> Result<()> {
    todo!("add_component")
}

#[callback]
async fn drop_component() -> Result<()> {
    todo!("drop_component")
}

#[iframe]
async fn new_branch(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("new_branch: {issue_key:?}")
}

#[iframe]
async fn new_flag(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("new_flag: {issue_key:?}")
}

#[callback]
async fn workspaces() -> Result<()> {
    todo!("workspaces")
}

#[callback]
async fn containers() -> Result<()> {
    todo!("containers")
}
