//! Fields as in JSON, and one with a semicolon after it.
//! fix: `"key": "com.example.votes"` → `key = "com.example.votes"`
//! fix: `name: "Votes"` → `name = "Votes"`
//! fix: `" };` → `" },`

use connect_runtime::prelude::*;

connect_runtime::app! {
    "key": "com.example.votes",
    name: "Votes",
    vendor = { name = "Example", url = "https://example.com" };
}

#[endpoint(GET "/votes")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
