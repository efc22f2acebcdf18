//! A location names a struct that declares nothing.
//! fix: `struct Tools;` → `#[web_section(name = "Tools", location = "admin_plugins_menu")] struct Tools;`
connect_runtime::library!();

use connect_runtime::prelude::*;

struct Tools;

/// Votes
#[web_item(location = Tools)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
