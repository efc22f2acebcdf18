//! Several faults in one handler, all reported at once.
//! fix: `my votes` → `issue-votes`
//! fix: `isue` → `issue`
//! fix: `wieght` → `weight`
//! fix: `, cacheable = 1` → ``
//! fix: `location =` → `name = "Votes", location =`
//! fix: `fn votes` → `async fn votes`
//! fix: `issueKey` → `issue.key`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(key = "my votes", location = "atl.jira.view.isue.right.context", wieght = 10, cacheable = 1)]
fn votes(#[context("issueKey")] issue: String) -> String {
    issue
}

fn main() {}
