//! A location that does not say that it is one.
//! fix: `("atl` → `(location = "atl`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel("atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
