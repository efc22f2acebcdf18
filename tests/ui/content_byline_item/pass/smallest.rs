connect_runtime::library!();

use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
