//! An argument with hyphens in its name.
//! fix: `icon-url` → `icon_url`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_project_page(icon-url = "/images/votes.svg")]
async fn votes() -> String {
    String::new()
}

fn main() {}
