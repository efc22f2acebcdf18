//! A location in a section that the app does not declare.
//! fix: `admin_plugins_menu/tols` → `admin_plugins_menu/tools`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "admin_plugins_menu")]
struct Tools;

/// Votes
#[web_item(location = "admin_plugins_menu/tols")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
