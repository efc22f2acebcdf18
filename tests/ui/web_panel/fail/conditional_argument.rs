//! An argument that is there only under a condition.
//! fix: `#[cfg(feature = "licensed")] license: License` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[cfg(feature = "licensed")] license: License) -> &'static str {
    "votes"
}

fn main() {}
