//! A tab of Confluence's space tools at a place of Jira's.
//! fix: `location = "system.top.navigation.bar"` → `location = "addons"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[space_tools_tab(location = "system.top.navigation.bar")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
