connect_runtime::library!();

use connect_runtime::prelude::*;

#[dynamic_content_macro(name = "Chart")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
