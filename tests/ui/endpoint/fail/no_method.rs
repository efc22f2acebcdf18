//! An endpoint without a method.
//! fix: `("/vote")` → `(POST "/vote")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint("/vote")]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
