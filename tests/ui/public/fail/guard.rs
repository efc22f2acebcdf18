//! A public route for those with a licence.
//! fix: `, licensed = required` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(GET "/about", licensed = required)]
async fn about() -> &'static str {
    "about"
}

fn main() {}
