connect_runtime::library!();

use connect_runtime::prelude::*;

#[configure_page(name = "Configure", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
