//! A misspelt argument.
//! fix: `wieght` → `weight`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", wieght = 10)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
