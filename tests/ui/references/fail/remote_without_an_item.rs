//! A remote condition written as its path.
//! fix: `remote("/beta")` → `remote(beta)`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[condition]
async fn beta() -> bool {
    true
}

/// About
#[general_page(conditions = remote("/beta"))]
async fn about() -> Page {
    Page::new("About")
}

fn main() {}
