//! A cacheable page that doesn't say that anyone may open it.
//! fix: `cacheable = true` → `cacheable = true, public = true`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// About
#[general_page(cacheable = true)]
async fn about() -> Page {
    Page::new("About")
}

fn main() {}
