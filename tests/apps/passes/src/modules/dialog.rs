use connect_runtime::prelude::*;

#[dialog(options = { size = large, header = "Edit votes" })]
async fn editor() -> Page {
    Page::new("Edit votes").body("…")
}
