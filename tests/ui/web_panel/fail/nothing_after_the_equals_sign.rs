//! An argument that is half written.
//! fix: `location = ` → `location = "atl.jira.view.issue.right.context"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = )]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
