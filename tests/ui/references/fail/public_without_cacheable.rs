//! A page declared public, although the host sends it a token.
//! fix: `(public = true)` → ``
connect_runtime::library!();

use connect_runtime::prelude::*;

/// About
#[general_page(public = true)]
async fn about() -> Page {
    Page::new("About")
}

fn main() {}
