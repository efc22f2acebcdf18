//! A handler that is not `async`.
//! fix: `fn votes` → `async fn votes`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
fn votes() -> &'static str {
    "votes"
}

fn main() {}
