//! A location that is one letter off.
//! fix: `baar` → `bar`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Shown", location = "system.top.navigation.baar")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
