use connect_runtime::prelude::*;

#[configure_page(name = "Configure")]
async fn configure_page_shown() -> &'static str {
    "shown"
}
