//! A condition that is one letter off.
//! fix: `loged` → `logged`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", conditions = user_is_loged_in)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
