use connect_runtime::prelude::*;

#[web_panel(
    name = "Decisions nearby",
    location = "atl.general",
    conditions = all(user_is_logged_in, remote(has_decisions)),
)]
async fn nearby(
    #[context("content.id")] content_id: Option<String>,
    #[context("space.key")] space_key: Option<String>,
) -> Page {
    todo!("nearby: {content_id:?}, {space_key:?}")
}

#[condition]
async fn has_decisions() -> Result<bool> {
    todo!("has_decisions")
}
