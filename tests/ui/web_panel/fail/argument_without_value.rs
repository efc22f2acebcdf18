//! An argument without its value.
//! fix: `weight)` → `weight = 10)`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
