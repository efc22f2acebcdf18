use connect_runtime::prelude::*;

/// Approved
#[content_byline_item(target = dialog(size = small))]
async fn approval(#[context("content.id")] content: String) -> Page {
    Page::new("Approved").body(content)
}
