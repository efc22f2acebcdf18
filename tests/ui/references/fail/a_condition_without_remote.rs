//! A condition of the app, named like one of the host's.
//! fix: `conditions = beta` → `conditions = remote(beta)`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[condition]
async fn beta(user: Option<User>) -> bool {
    user.is_some()
}

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", conditions = beta)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
