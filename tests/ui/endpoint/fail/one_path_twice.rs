//! Two attributes on one function, both for the same method and path.
//! fix: `#[endpoint(POST "/vote")]\n#[endpoint(POST "/vote")]` → `#[endpoint(POST "/vote")]`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
#[endpoint(POST "/vote")]
async fn vote() -> &'static str {
    "voted"
}

fn main() {}
