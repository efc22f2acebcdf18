connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_issue_content(
    icon = "/votes.svg",
    tooltip = "Add votes",
    target = { type = web_panel },
)]
async fn issue_votes(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}

fn main() {}
