//! A context parameter without its name.
//! fix: `#[context] ` → `#[context("issue.key")] `

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context] issue: String) -> String {
    issue
}

fn main() {}
