//! A project.

use connect_runtime::prelude::*;

/// Votes
#[jira_project_page(icon_url = "/images/votes.svg", weight = 100)]
async fn project_page(#[context("project.key")] project: String) -> Page {
    Page::new("Votes").body(project)
}

/// Votes
#[jira_project_tab_panel(weight = 100, forge = skip)]
async fn project_tab(#[context("project.key")] project: String) -> Page {
    Page::new("Votes").body(project)
}

/// Voting rules
#[jira_project_admin_tab_panel(
    location = "projectgroup4",
    admin_only = not_needed("whoever administers the project sets them"),
)]
async fn voting_rules(#[context("project.key")] project: String) -> Page {
    Page::new("Voting rules").body(project)
}

/// Votes over time
#[jira_report(
    description = "How many votes a project got",
    report_category = agile,
    thumbnail_url = "/images/votes.svg",
    forge = skip,
)]
async fn votes_over_time(#[context("project.key")] project: String) -> Page {
    Page::new("Votes over time").body(project)
}
