//! Arguments that a content byline item does not have: a misspelt one and an invented one.
//! fix: `, nmae = "x", colour = "red"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
