//! Handlers that only other code could call.
//! fix: `async unsafe fn` → `async fn`
//! fix: `async extern "C" fn` → `async fn`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async unsafe fn votes() -> &'static str {
    "votes"
}

#[web_panel(name = "Voters", location = "atl.jira.view.issue.right.context")]
async extern "C" fn voters() -> &'static str {
    "voters"
}

fn main() {}
