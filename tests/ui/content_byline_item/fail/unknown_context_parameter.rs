//! A context parameter that is one letter off.
//! fix: `content.ids` → `content.id`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved")]
async fn approved(#[context("content.ids")] content: String) -> String {
    content
}

fn main() {}
