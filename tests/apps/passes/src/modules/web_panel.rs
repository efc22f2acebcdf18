use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = user_is_logged_in)]
async fn votes(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}
