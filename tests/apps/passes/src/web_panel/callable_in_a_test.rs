use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn callable_votes() -> &'static str {
    "votes"
}

#[allow(dead_code)]
async fn test() {
    assert_eq!(callable_votes().await, "votes");
}
