use connect_runtime::prelude::*;

/// Votes as a table
#[jira_search_request_view(description = "The issues found, with their votes")]
async fn votes_table() -> Page {
    Page::new("Votes as a table").body("…")
}
