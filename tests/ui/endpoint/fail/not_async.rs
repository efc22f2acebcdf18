//! An endpoint that is not `async`.
//! fix: `fn vote() {}` → `async fn vote() {}`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
fn vote() {}

fn main() {}
