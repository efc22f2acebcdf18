//! A file that is named by `asset!` in an attribute.
//! fix: `asset!("votes.svg")` → `"/static/votes.svg"`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_project_page(icon_url = asset!("votes.svg"))]
async fn votes() -> String {
    String::new()
}

fn main() {}
