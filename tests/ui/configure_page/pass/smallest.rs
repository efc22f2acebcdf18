connect_runtime::library!();

use connect_runtime::prelude::*;

#[configure_page(name = "Configure")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
