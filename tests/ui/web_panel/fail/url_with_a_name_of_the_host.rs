//! The host adds its own parameters to the query.
//! fix: `"/votes?lic=active&cp={issue.key}"` → `"/votes?licence=active&of={issue.key}"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(
    name = "Votes",
    location = "atl.jira.view.issue.right.context",
    url = "/votes?lic=active&cp={issue.key}"
)]
async fn votes(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}
