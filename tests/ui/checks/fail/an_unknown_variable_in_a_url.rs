//! A variable of a URL template, one letter off.
//! fix: `{isue.key}` → `{issue.key}`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[general_page(url = "/votes?key={isue.key}")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
