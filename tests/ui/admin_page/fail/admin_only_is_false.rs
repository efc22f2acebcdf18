//! A page that says that it is not for administrators only, and not why.
//! fix: `false` → `not_needed("project administrators may see it")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[admin_page(name = "Settings", admin_only = false)]
async fn settings() -> &'static str {
    "settings"
}

fn main() {}
