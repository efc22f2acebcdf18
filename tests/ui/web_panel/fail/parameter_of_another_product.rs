//! A context parameter of Confluence's in a panel of Jira's.
//! fix: `content.id` → `issue.id`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("content.id")] of: String) -> String {
    of
}

fn main() {}
