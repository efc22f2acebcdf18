//! `unlisted` without the name.
//! fix: `unlisted()` → `unlisted("atl.jira.view.issue.top")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = unlisted())]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
