connect_runtime::library!();

use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
