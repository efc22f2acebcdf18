//! A misspelt argument after an endpoint's path.
//! fix: `admin_onyl` → `admin_only`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "/settings", admin_onyl = true)]
async fn set() -> &'static str {
    "set"
}

fn main() {}
