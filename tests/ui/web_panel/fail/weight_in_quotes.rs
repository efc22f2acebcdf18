//! A number in quotes.
//! fix: `"42"` → `42`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight = "42")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
