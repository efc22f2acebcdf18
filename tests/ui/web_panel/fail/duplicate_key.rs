//! Two modules with one key.
//! fix: `key = "votes", ` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

#[web_panel(key = "votes", name = "Other", location = "atl.jira.view.issue.right.context")]
async fn other() -> &'static str {
    "other"
}

fn main() {}
