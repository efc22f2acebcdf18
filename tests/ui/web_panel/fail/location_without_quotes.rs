//! A location that is not in quotes.
//! fix: `atl.jira.view.issue.right.context` → `"atl.jira.view.issue.right.context"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = atl.jira.view.issue.right.context)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
