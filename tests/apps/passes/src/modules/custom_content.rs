use connect_runtime::prelude::*;

/// Decision
#[custom_content(
    api_support = { supported_container_types = ["space"], body_type = storage },
    ui_support = {
        content_view_component = { module_key = decision_page },
        icons = { item = "/decision.png" },
    },
)]
struct Decision;

/// Decision
#[general_page(location = "none")]
async fn decision_page(#[context("content.id")] content: String) -> Page {
    Page::new("Decision").body(content)
}
