//! A location names a section with a letter in the wrong place.
//! fix: `location = Tolls` → `location = Tools`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "admin_plugins_menu")]
struct Tools;

/// Votes
#[web_item(location = Tolls)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
