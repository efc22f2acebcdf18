//! The host knows a page by its key, not by its path.
//! fix: `"/votes"` → `votes`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Votes")]
async fn votes() -> Page {
    Page::new("Votes")
}

#[web_item(name = "Open", location = "system.top.navigation.bar", url = "/votes", context = page)]
struct Open;

fn main() {}
