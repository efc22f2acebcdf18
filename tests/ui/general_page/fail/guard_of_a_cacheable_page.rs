//! A public page, for administrators only.
//! fix: `, admin_only = true` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Shell", cacheable = true, public = true, admin_only = true)]
async fn shell() -> &'static str {
    "shell"
}

fn main() {}
