connect_runtime::library!();

use connect_runtime::prelude::*;

#[dynamic_content_macro(name = "Chart", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
