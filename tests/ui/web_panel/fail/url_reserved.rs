//! A path that the framework serves itself.
//! fix: `/lifecycle/installed` → `/votes`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", url = "/lifecycle/installed")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
