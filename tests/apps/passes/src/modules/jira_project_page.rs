use connect_runtime::prelude::*;

/// Votes
#[jira_project_page(icon_url = "/votes.svg", weight = 100)]
async fn project_votes(#[context("project.key")] project: String) -> Page {
    Page::new("Votes").body(project)
}
