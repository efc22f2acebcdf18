use connect_runtime::prelude::*;

/// Vote count
#[static_content_macro(
    body_type = none,
    output_type = inline,
    parameters = [{ identifier = "page", name = "Page", type = "confluence-content" }],
)]
async fn vote_count(#[context("page.id")] page: String) -> String {
    format!("<strong>Votes of {page}</strong>")
}
