use connect_runtime::prelude::*;

/// Votes
#[jira_issue_content(
    icon = "/votes.svg",
    tooltip = "Add votes",
    target = { type = web_panel },
)]
async fn votes_of_issue(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}
