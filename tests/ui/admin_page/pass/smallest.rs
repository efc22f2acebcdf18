connect_runtime::library!();

use connect_runtime::prelude::*;

#[admin_page(name = "Settings")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
