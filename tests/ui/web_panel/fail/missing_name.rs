//! A module without a name.
//! fix: `location =` → `name = "Votes", location =`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
