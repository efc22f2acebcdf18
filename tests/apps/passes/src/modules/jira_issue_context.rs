use connect_runtime::prelude::*;

/// Votes
#[jira_issue_context(
    icon = "/votes.svg",
    content = { type = label, label = "Votes" },
    target = { type = web_panel },
)]
async fn votes_in_context(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}
