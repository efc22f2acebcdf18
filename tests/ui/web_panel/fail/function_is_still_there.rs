//! A handler with a fault is still a function, so calling it is not a second error.
//! fix: `nowhere.at.all` → `atl.jira.view.issue.right.context`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "nowhere.at.all")]
async fn votes() -> &'static str {
    "votes"
}

async fn caller() -> &'static str {
    votes().await
}

fn main() {}
