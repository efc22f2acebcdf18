use connect_runtime::prelude::*;

/// Votes over time
#[jira_report(
    description = "How many votes a project got",
    report_category = agile,
    thumbnail_url = "/votes-over-time.png",
)]
async fn votes_over_time(#[context("project.key")] project: String) -> Page {
    Page::new("Votes over time").body(project)
}
