use connect_runtime::prelude::*;

#[admin_page(
    name = "Who decides",
    location = DecisionSettings,
    conditions = user_is_confluence_administrator,
    admin_only = true,
)]
async fn deciders() -> Page {
    not_written!()
}

#[blueprint(
    name = "Decision record",
    description = "Context, options, outcome",
    create_result = edit,
    template = record,
)]
struct Record;

#[configure_page(name = "Configure", admin_only = true)]
async fn configure() -> Page {
    not_written!()
}

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

#[confluence_theme(
    name = "Decision log",
    description = "A space that reads as a log",
    routes = { spaceview = "/log?space.key={space.key}" },
)]
struct Log;

#[content_byline_item(
    name = "Decided",
    icon = { height = 16, url = "/images/decided.svg", width = 16 },
    target = inline_dialog(width = "320px"),
    tooltip = "When this was decided",
)]
async fn decided(#[context("content.id")] content_id: Option<String>) -> Page {
    not_written!(content_id)
}

#[custom_content(
    name = "Decision",
    api_support = { body_type = storage, supported_container_types = ["space", "page"] },
    ui_support = {
        content_view_component = { module_key = decision_view },
        icons = { item = "/images/decided.svg" },
    },
)]
struct Decision;

#[dialog(options = { header = "What has to be decided?", size = large })]
async fn ask_dialog() -> Page {
    not_written!()
}

#[dynamic_content_macro(
    name = "Question",
    description = "Asks a question, and keeps what was decided",
    body_type = none,
    categories = ["communication"],
    editor = { edit_title = "Ask differently", insert_title = "Ask", url = question_editor },
    height = "120px",
    image_placeholder = { height = 120, url = "/images/decided.svg", width = 320 },
    output_type = block,
    parameters = [
        { identifier = "question", name = "Question", required = true, type = string },
        { identifier = "style", name = "Style", type = "enum", values = ["plain", "boxed"] },
    ],
    width = "100%",
)]
async fn question(
    #[context("question")] question: Option<String>,
    #[context("style")] style: Option<String>,
    #[context("page.id")] page_id: Option<String>,
) -> Page {
    not_written!(question, style, page_id)
}

#[general_page(name = "Decision", location = "none")]
async fn decision_view(#[context("content.id")] content_id: Option<String>) -> Page {
    not_written!(content_id)
}

#[general_page(
    name = "My decisions",
    location = "system.header/left",
    cacheable = true,
    weight = 100,
    public = true
)]
async fn my_decisions() -> Page {
    not_written!()
}

#[keyboard_shortcut(
    name = "Open my decisions",
    context = global,
    shortcut = "gd",
    target = { key = my_decisions },
)]
struct OpenMyDecisions;

#[post_install_page(name = "Get started")]
async fn get_started() -> Page {
    not_written!()
}

#[profile_page(name = "Decisions")]
async fn decisions_of_profile() -> Page {
    not_written!()
}

#[publish_condition(
    name = "Nothing is open",
    dialog = { header = "Open questions", url = open_questions },
    error_message = "This page has open questions",
)]
struct NothingOpen;

#[space_tools_tab(name = "All decisions", location = SpaceDecisions, weight = 10)]
async fn all_decisions(#[context("space.key")] space_key: Option<String>) -> Page {
    not_written!(space_key)
}

#[static_content_macro(
    name = "Tally",
    description = "How many decisions a page holds",
    body_type = none,
    output_type = inline,
    parameters = [{ identifier = "page", name = "Page", type = confluence_content }],
)]
async fn tally(#[context("page.id")] page_id: Option<String>) -> String {
    not_written!(page_id)
}

#[web_item(
    name = "Ask",
    location = "system.content.action/primary",
    target = dialog(ask_dialog),
    tooltip = "Ask for a decision",
)]
struct Ask;

#[web_panel(
    name = "Decisions nearby",
    location = "atl.general",
    conditions = all(user_is_logged_in, remote(has_decisions)),
)]
async fn nearby(
    #[context("content.id")] content_id: Option<String>,
    #[context("space.key")] space_key: Option<String>,
) -> Page {
    not_written!(content_id, space_key)
}

#[web_section(name = "Decisions", location = "system.admin", weight = 200)]
struct DecisionSettings;

#[web_section(name = "Decisions", location = "system.space.tools", weight = 300)]
struct SpaceDecisions;

#[callback]
async fn record() -> String {
    not_written!()
}

#[iframe]
async fn question_editor() -> Page {
    not_written!()
}

#[iframe]
async fn open_questions(#[context("content.id")] content_id: Option<String>) -> Page {
    not_written!(content_id)
}

#[condition]
async fn has_decisions() -> Result<bool> {
    not_written!()
}
