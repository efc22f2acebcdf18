//! A generic handler.
//! fix: `votes<T>()` → `votes()`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes<T>() -> &'static str {
    "votes"
}

fn main() {}
