//! The key of an item, without the item.
//! fix: `bare("tools")` → `bare(Tools)`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_section(name = "Tools", location = "admin_plugins_menu")]
struct Tools;

#[web_item(name = "Open", location = bare("tools"))]
async fn open() -> Page {
    Page::new("Open")
}

fn main() {}
