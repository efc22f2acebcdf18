//! A module key with a character that the host refuses.
//! fix: `my_votes` → `my-votes`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(key = "my_votes", name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
