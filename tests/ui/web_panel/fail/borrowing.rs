//! A handler whose arguments borrow.
//! fix: `votes<'a>` → `votes`
//! fix: `&'a str` → `String`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes<'a>(#[context("issue.key")] issue: &'a str) -> String {
    issue.to_owned()
}

fn main() {}
