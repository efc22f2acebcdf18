//! A context parameter in another spelling than the host's.
//! fix: `issueKey` → `issue.key`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issueKey")] issue: String) -> String {
    issue
}

fn main() {}
