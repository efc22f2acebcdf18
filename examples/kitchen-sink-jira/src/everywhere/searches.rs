//! Many issues at once.

use connect_runtime::prelude::*;

/// Most voted
#[jira_dashboard_item(
    description = "The issues with most votes",
    thumbnail_url = "/images/votes.svg",
    configurable = true
)]
async fn dashboard(#[context("dashboard.id")] dashboard: String) -> Page {
    Page::new("Most voted").body(dashboard)
}

/// Votes as a table
#[jira_search_request_view(description = "The issues found, with their votes", forge = skip)]
async fn votes_table() -> Page {
    Page::new("Votes as a table").body("…")
}
