//! A path that the framework serves itself.
//! fix: `"/healthz"` → `"/vote"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(GET "/healthz")]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
