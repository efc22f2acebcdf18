//! A location that is one letter off.
//! fix: `baar` → `bar`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Shown", location = "system.top.navigation.baar")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}
