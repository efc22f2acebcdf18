use connect_runtime::prelude::*;

/// Votes
#[jira_issue_tab_panel(weight = 100)]
async fn votes_tab(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}
