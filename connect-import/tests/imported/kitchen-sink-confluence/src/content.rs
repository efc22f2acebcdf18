use connect_runtime::prelude::*;

#[blueprint(
    name = "Decision record",
    description = "Context, options, outcome",
    create_result = edit,
    template = record,
)]
struct Record;

#[confluence_content_property(
    name = "What is searched for",
    key_configurations = [
        {
            extractions = [
                { alias = "decidedAt", object_name = "decidedAt", type = date },
                { alias = "deciders", object_name = "deciders", type = number },
            ],
            property_key = "decision",
        },
    ],
)]
struct DecisionProperty;

#[content_byline_item(
    name = "Decided",
    icon = { height = 16, url = "/images/decided.svg", width = 16 },
    target = inline_dialog(width = "320px"),
    tooltip = "When this was decided",
)]
async fn decided(#[context("content.id")] content_id: Option<String>) -> Page {
    todo!("decided: {content_id:?}")
}

#[custom_content(
    name = "Decision",
    api_support = { body_type = storage, supported_container_types = ["space", "page"] },
    ui_support = {
        content_view_component = { module_key = crate::pages::decision_view },
        icons = { item = "/images/decision.png" },
    },
)]
struct Decision;

#[publish_condition(
    name = "Nothing is open",
    dialog = { header = "Open questions", url = open_questions },
    error_message = "This page has open questions",
)]
struct NothingOpen;

#[callback]
async fn record() -> String {
    todo!("record")
}

#[iframe]
async fn open_questions(#[context("content.id")] content_id: Option<String>) -> Page {
    todo!("open_questions: {content_id:?}")
}
