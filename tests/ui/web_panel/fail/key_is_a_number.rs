//! A number where text is taken.
//! fix: `key = 7` → `key = "votes"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(key = 7, name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
