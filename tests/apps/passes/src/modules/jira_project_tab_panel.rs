use connect_runtime::prelude::*;

/// Votes
#[jira_project_tab_panel(weight = 100)]
async fn project_votes_tab(#[context("project.key")] project: String) -> Page {
    Page::new("Votes").body(project)
}
