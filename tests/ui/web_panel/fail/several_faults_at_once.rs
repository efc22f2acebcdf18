connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(key = "my votes", location = "atl.jira.view.isue.right.context", wieght = 10, cacheable = 1)]
fn votes(#[context("issueKey")] issue: String) -> String {
    issue
}

fn main() {}
