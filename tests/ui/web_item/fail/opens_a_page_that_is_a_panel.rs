//! Only a page can be opened by its key.
//! fix: `#[iframe]` → `#[general_page(name = "Votes")]`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[iframe]
async fn votes() -> Page {
    Page::new("Votes")
}

#[web_item(name = "Open", location = "system.top.navigation.bar", url = votes, context = page)]
struct Open;

fn main() {}
