//! A condition that does not say which permission.
//! fix: `has_project_permission` → `has_project_permission(permission = "BROWSE_PROJECTS")`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = has_project_permission)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
