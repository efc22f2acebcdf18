//! Text where a number is taken.
//! fix: `"10"` → `10`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight = "10")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
