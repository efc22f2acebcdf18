//! A macro's context parameter in a page.
//! fix: `macro.id` → `content.id`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Votes")]
async fn votes(#[context("macro.id")] of: String) -> String {
    of
}

fn main() {}
