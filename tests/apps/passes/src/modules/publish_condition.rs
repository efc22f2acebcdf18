use connect_runtime::prelude::*;

/// Approved
#[publish_condition(
    error_message = "Nobody has approved this page",
    dialog = { url = approve, header = "Approve" },
)]
struct Approved;

#[iframe]
async fn approve(#[context("content.id")] content: String) -> Page {
    Page::new("Approve").body(content)
}
