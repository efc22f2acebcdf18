use connect_runtime::prelude::*;

#[admin_page(
    name = "Who decides",
    location = crate::navigation::DecisionSettings,
    conditions = user_is_confluence_administrator,
)]
async fn deciders() -> Page {
    todo!("deciders")
}

#[configure_page(name = "Configure")]
async fn configure() -> Page {
    todo!("configure")
}

#[dialog(options = { header = "What has to be decided?", size = large })]
pub(crate) async fn ask_dialog() -> Page {
    todo!("ask_dialog")
}

#[general_page(name = "Decision", location = "none")]
pub(crate) async fn decision_view(#[context("content.id")] content_id: Option<String>) -> Page {
    todo!("decision_view: {content_id:?}")
}

#[general_page(
    name = "My decisions",
    location = "system.header/left",
    cacheable = true,
    weight = 100,
    public = true
)]
pub(crate) async fn my_decisions() -> Page {
    todo!("my_decisions")
}

#[post_install_page(name = "Get started")]
async fn get_started() -> Page {
    todo!("get_started")
}

#[profile_page(name = "Decisions")]
async fn decisions_of_profile() -> Page {
    todo!("decisions_of_profile")
}
