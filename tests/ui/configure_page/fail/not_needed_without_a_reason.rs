//! A page that is for everyone, without a reason.
//! fix: `not_needed("")` → `not_needed("it shows nothing of the site")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[configure_page(name = "Configure", admin_only = not_needed(""))]
async fn configure() -> &'static str {
    "configured"
}

fn main() {}
