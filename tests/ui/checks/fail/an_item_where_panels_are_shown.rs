//! A web item where the host shows panels only.
//! fix: `web_item(location = "atl.jira.view.issue.right.context")` → `web_panel(location = "atl.jira.view.issue.right.context")`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_item(location = "atl.jira.view.issue.right.context")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
