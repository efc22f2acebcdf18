//! An endpoint without method and path.
//! fix: `#[endpoint]` → `#[endpoint(POST "/vote")]`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
