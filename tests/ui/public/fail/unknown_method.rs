//! A method in lower case.
//! fix: `get "` → `GET "`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(get "/privacy")]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
