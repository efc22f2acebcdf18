connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Board")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
