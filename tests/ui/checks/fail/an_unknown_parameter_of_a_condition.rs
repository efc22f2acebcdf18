//! A parameter of a condition, one letter off.
//! fix: `permision =` → `permission =`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = has_project_permission(permision = "BROWSE_PROJECTS"))]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
