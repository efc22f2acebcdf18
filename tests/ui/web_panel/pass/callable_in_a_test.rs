connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

#[allow(dead_code)]
async fn test() {
    assert_eq!(votes().await, "votes");
}

fn main() {}
