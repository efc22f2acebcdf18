use connect_runtime::prelude::*;

#[content_byline_item(name = "Byline", tooltip = "Tip")]
async fn byline() -> Page {
    not_written!()
}

#[general_page(name = "In Confluence", location = "system.header/left")]
async fn in_confluence() -> Page {
    not_written!()
}

#[web_panel(
    name = "Panel",
    location = "atl.general",
    url = "/panel?page={page.id}",
    conditions = user_is_logged_in,
)]
async fn panel(#[context("page.id")] page_id: Option<String>) -> Page {
    not_written!(page_id)
}
