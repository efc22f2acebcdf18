//! One attribute twice on one function, so one module key twice.
//! fix: `#[web_panel(name = "More votes"` → `#[web_panel(key = "more-votes", name = "More votes"`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
#[web_panel(name = "More votes", location = "atl.jira.view.issue.left.context")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
