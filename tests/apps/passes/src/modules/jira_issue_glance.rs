use connect_runtime::prelude::*;

/// Votes
#[jira_issue_glance(
    icon = "/votes.svg",
    content = { type = label, label = "Votes" },
    target = { type = web_panel },
)]
async fn votes_at_a_glance(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}
