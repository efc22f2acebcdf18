//! A dialog module with a width and no height.
//! fix: `{ width = "80%" }` → `{ width = "80%", height = "400px" }`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dialog(options = { width = "80%" })]
async fn editor() -> &'static str {
    "editor"
}

fn main() {}
