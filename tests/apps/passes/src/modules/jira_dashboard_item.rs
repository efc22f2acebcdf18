use connect_runtime::prelude::*;

/// Most voted
#[jira_dashboard_item(
    description = "The issues with most votes",
    thumbnail_url = "/most-voted.png",
    configurable = true
)]
async fn most_voted_issues(#[context("dashboard.id")] dashboard: String) -> Page {
    Page::new("Most voted").body(dashboard)
}
