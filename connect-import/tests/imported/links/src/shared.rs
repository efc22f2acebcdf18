use connect_runtime::prelude::*;

#[configure_page(name = "Set up")]
pub(crate) async fn setup() -> Page {
    not_written!()
}

#[general_page(
    name = "Editor",
    location = "none",
    url = "/pages/edit.html?id={page.id}"
)]
pub(crate) async fn editor(#[context("page.id")] page_id: Option<String>) -> Page {
    not_written!(page_id)
}
