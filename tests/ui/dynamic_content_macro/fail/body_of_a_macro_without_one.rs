//! The body of a macro that has none.
//! fix: `#[dynamic_content_macro]` → `#[dynamic_content_macro(body_type = "rich-text")]`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[dynamic_content_macro]
async fn votes(#[context("macro.body")] body: String) -> String {
    body
}

fn main() {}
