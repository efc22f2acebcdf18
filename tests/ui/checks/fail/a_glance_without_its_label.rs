//! A glance whose content has no label.
//! fix: `content = {}` → `content = { label = "Votes" }`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_issue_glance(icon = "/votes.svg", content = {})]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
