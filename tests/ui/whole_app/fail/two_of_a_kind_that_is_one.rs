//! Two pages for the app's configuration, of which a descriptor has one.
//! fix: `#[configure_page(name = "More")]` → `#[admin_page(name = "More", location = "admin_plugins_menu")]`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[configure_page(name = "Settings")]
async fn settings() -> Page {
    Page::new("Settings")
}

#[configure_page(name = "More")]
async fn more() -> Page {
    Page::new("More")
}

fn main() {}
