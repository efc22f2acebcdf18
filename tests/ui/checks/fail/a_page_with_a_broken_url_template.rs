//! A URL with two variables in one segment.
//! fix: `/votes/{project.key}{issue.key}` → `/votes/{project.key}/{issue.key}`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[general_page(url = "/votes/{project.key}{issue.key}")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
