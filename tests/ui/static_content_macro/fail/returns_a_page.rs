//! A page as the answer of a static macro, which Confluence puts into a page of its own.
//! fix: `-> Page` → `-> String`
//! fix: `Page::new("Votes").body("Votes")` → `"<strong>Votes</strong>".to_owned()`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[static_content_macro(name = "Votes")]
async fn votes() -> Page {
    Page::new("Votes").body("Votes")
}

fn main() {}
