use connect_runtime::prelude::*;

/// Vote
#[keyboard_shortcut(shortcut = "vv", context = issue_action, target = { key = vote_by_key })]
struct VoteShortcut;

/// Vote
#[web_item(location = "jira.issue.tools")]
async fn vote_by_key(#[context("issue.key")] issue: String) -> Page {
    Page::new("Vote").body(issue)
}
