//! A URL of the product is not one of the app.
//! fix: `context = product` → `context = page`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Votes")]
async fn votes() -> Page {
    Page::new("Votes")
}

#[web_item(name = "Open", location = "system.top.navigation.bar", url = votes, context = product)]
struct Open;

fn main() {}
