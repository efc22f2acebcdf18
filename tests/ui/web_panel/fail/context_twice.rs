//! An argument that should be two context parameters.
//! fix: `#[context("issue.key")] #[context("issue.id")] issue: String` → `#[context("issue.key")] issue: String, #[context("issue.id")] _id: i64`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issue.key")] #[context("issue.id")] issue: String) -> String {
    issue
}

fn main() {}
