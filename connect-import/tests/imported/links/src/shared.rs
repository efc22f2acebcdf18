use connect_runtime::prelude::*;

#[configure_page(name = "Set up")]
pub(crate) async fn setup() -> Page {
    todo!("setup")
}

#[general_page(
    name = "Editor",
    location = "none",
    url = "/pages/edit.html?id={page.id}"
)]
pub(crate) async fn editor(#[context("page.id")] page_id: Option<String>) -> Page {
    todo!("editor: {page_id:?}")
}
