//! A section with a fault of its own; the item that names it is right.
//! fix: `weigth = 1` → `weight = 1`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "admin_plugins_menu", weigth = 1)]
struct Tools;

/// Votes
#[web_item(location = Tools)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
