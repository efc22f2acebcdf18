//! A number with a type of Rust's.
//! fix: `10u32` → `10`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight = 10u32)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
