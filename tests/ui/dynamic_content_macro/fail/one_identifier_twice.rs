//! Two parameters of one identifier.
//! fix: `{ identifier = "title", name = "Subtitle"` → `{ identifier = "subtitle", name = "Subtitle"`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[dynamic_content_macro(parameters = [
    { identifier = "title", name = "Title", type = string },
    { identifier = "title", name = "Subtitle", type = string },
])]
async fn votes(#[context("title")] title: String) -> String {
    title
}

fn main() {}
