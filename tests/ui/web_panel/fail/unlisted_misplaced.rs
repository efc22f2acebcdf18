//! `unlisted` where any text is taken.
//! fix: `unlisted("Votes")` → `"Votes"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = unlisted("Votes"), location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
