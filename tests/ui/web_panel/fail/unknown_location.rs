//! A location that is one letter off.
//! fix: `contxt` → `context`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.contxt")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
