//! An argument of any type that fits.
//! fix: `impl Into<String>` → `String`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issue.key")] issue: impl Into<String>) -> String {
    issue.into()
}

fn main() {}
