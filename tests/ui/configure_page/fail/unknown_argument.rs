//! Arguments that a configure page does not have: a misspelt one and an invented one.
//! fix: `, nmae = "x", colour = "red"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[configure_page(name = "Configure", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
