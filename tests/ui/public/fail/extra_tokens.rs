//! Something after the path.
//! fix: `, anybody` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(GET "/privacy", anybody)]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
