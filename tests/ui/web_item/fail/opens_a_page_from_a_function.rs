//! A link to a page of the app is not a page itself.
//! fix: `, context = page)]` → `)]`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Edit", location = "system.top.navigation.bar", context = page)]
async fn edit() -> Page {
    Page::new("Edit")
}

fn main() {}
