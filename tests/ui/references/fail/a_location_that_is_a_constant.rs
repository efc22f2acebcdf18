//! A location names a constant that holds its text.
//! fix: `location = PLACE` → `location = "system.top.navigation.bar"`
connect_runtime::library!();

use connect_runtime::prelude::*;

pub const PLACE: &str = "system.top.navigation.bar";

/// Votes
#[web_item(location = PLACE)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
