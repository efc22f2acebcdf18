//! A context parameter that is not marked as one: a page has no body to read it from.
//! fix: `issue_key: String` → `#[context("issue.key")] issue_key: String`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(issue_key: String) -> String {
    issue_key
}

fn main() {}
