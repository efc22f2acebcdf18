//! Arguments that a dynamic content macro does not have: a misspelt one and an invented one.
//! fix: `, nmae = "x", colour = "red"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dynamic_content_macro(name = "Chart", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
