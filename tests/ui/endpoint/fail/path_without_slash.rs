//! A path that does not begin with a slash.
//! fix: `"vote"` → `"/vote"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "vote")]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
