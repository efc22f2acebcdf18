//! A parameter of a condition without its name.
//! fix: `("BROWSE_PROJECTS")` → `(permission = "BROWSE_PROJECTS")`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = has_project_permission("BROWSE_PROJECTS"))]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
