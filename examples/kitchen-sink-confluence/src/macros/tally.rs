//! The tally is plain markup, which Confluence fetches and keeps with the page.

use connect_runtime::prelude::*;

/// Tally
#[static_content_macro(
    description = "How many decisions a page holds",
    body_type = none,
    output_type = inline,
    parameters = [{ identifier = "page", name = "Page", type = "confluence-content" }],
)]
async fn tally(#[context("page.id")] page: String) -> String {
    format!("<strong>Decisions of {page}</strong>")
}
