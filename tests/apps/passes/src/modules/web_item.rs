use connect_runtime::prelude::*;

/// Vote
#[web_item(location = "jira.issue.tools", target = dialog(size = small))]
async fn vote(#[context("issue.key")] issue: String) -> Page {
    Page::new("Vote").body(issue)
}
