//! A style class with a blank in it.
//! fix: `"my class"` → `"my-class"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_item(location = "system.top.navigation.bar", style_classes = ["my class"])]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
