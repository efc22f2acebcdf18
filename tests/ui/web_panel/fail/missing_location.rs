//! A required argument is not given.
//! fix: `name = "Votes"` → `name = "Votes", location = "atl.jira.view.issue.right.context"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
