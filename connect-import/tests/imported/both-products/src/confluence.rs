use connect_runtime::prelude::*;

#[content_byline_item(name = "Byline", tooltip = "Tip")]
async fn byline() -> Page {
    todo!("byline")
}

#[general_page(name = "In Confluence", location = "system.header/left")]
async fn in_confluence() -> Page {
    todo!("in_confluence")
}

#[web_panel(
    name = "Panel",
    location = "atl.general",
    url = "/panel?page={page.id}",
    conditions = user_is_logged_in,
)]
async fn panel(#[context("page.id")] page_id: Option<String>) -> Page {
    todo!("panel: {page_id:?}")
}
