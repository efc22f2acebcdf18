use connect_runtime::prelude::*;

/// Votes
#[jira_project_admin_tab_panel(location = "projectgroup4")]
async fn project_settings(#[context("project.key")] project: String) -> Page {
    Page::new("Votes").body(project)
}
