//! A handler with a fault is still a function, so a call of it is no second error.
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
