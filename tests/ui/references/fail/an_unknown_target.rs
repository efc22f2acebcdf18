//! A target that the host does not have.
//! fix: `target = popup` → `target = dialog`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_item(location = "system.top.navigation.bar", target = popup)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
