//! A page with an open question is not published unasked.

use connect_runtime::prelude::*;

/// Nothing is open
#[publish_condition(
    error_message = "This page has open questions",
    dialog = { url = open_questions, header = "Open questions" },
    forge = skip,
)]
struct NothingOpen;

#[iframe]
async fn open_questions(#[context("content.id")] content: String) -> Page {
    Page::new("Open questions").body(content)
}
