//! A guard that asks the product, in an app that grants nothing.
//! fix: `scopes = []` → `scopes = [READ]`

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    vendor = { name = "Example", url = "https://example.com" },
    scopes = [],
}

use connect_runtime::prelude::*;

#[configure_page(name = "Configure", admin_only = true)]
async fn configure() -> &'static str {
    "configured"
}

fn main() {}
