//! An application that Jira does not have.
//! fix: `"jira-sofware"` → `"jira-software"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = can_use_application(application_key = "jira-sofware"))]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
