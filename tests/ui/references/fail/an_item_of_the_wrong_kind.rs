//! A location names an item, but that is a page, not a section.
//! fix: `location = settings` → `location = Tools`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "admin_plugins_menu")]
struct Tools;

/// Settings
#[admin_page]
async fn settings() -> Page {
    Page::new("Settings")
}

/// Votes
#[web_item(location = settings)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
