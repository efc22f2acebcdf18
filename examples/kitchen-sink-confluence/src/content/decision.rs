//! A decision: content of the app's own, and how it is found.

use connect_runtime::prelude::*;

/// Decision
#[custom_content(
    api_support = { supported_container_types = ["space", "page"], body_type = storage },
    ui_support = {
        content_view_component = { module_key = decision_view },
        icons = { item = "/images/decided.svg" },
    },
)]
struct Decision;

/// Decision
#[general_page(location = "none")]
async fn decision_view(#[context("content.id")] content: String) -> Page {
    Page::new("Decision").body(content)
}

/// What is searched for
#[confluence_content_property(
    key_configurations = [{
        property_key = "decision",
        extractions = [
            { object_name = "decidedAt", type = date, alias = "decidedAt" },
            { object_name = "deciders", type = number, alias = "deciders" },
        ],
    }],
)]
struct DecisionProperty;
