use connect_runtime::prelude::*;

#[jira_project_admin_tab_panel(name = "Voting rules", location = "projectgroup4")]
async fn voting_rules(#[context("project.key")] project_key: Option<String>) -> Page {
    todo!("voting_rules: {project_key:?}")
}

#[jira_project_page(name = "Votes", icon_url = "/images/votes.svg", weight = 100)]
async fn project_page(#[context("project.key")] project_key: Option<String>) -> Page {
    todo!("project_page: {project_key:?}")
}

#[jira_project_permission(
    name = "Vote often",
    description = "Vote more than once",
    category = issues,
)]
struct VoteOften;

#[jira_project_tab_panel(name = "Votes", weight = 100)]
async fn project_tab(#[context("project.key")] project_key: Option<String>) -> Page {
    todo!("project_tab: {project_key:?}")
}
