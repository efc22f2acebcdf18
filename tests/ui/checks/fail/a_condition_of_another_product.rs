//! A condition of Confluence's on a panel of Jira's.
//! fix: `conditions = space_property_exists(property_key = "votes")` → `conditions = user_is_logged_in`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = space_property_exists(property_key = "votes"))]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
