//! A location that is nothing like one of the host's.
//! fix: `somewhere` → `atl.jira.view.issue.right.context`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "somewhere")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
