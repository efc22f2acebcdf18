//! A web panel where the host shows links only.
//! fix: `web_panel(location = "system.top.navigation.bar")` → `web_item(location = "system.top.navigation.bar")`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_panel(location = "system.top.navigation.bar")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
