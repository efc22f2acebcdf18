use connect_runtime::prelude::*;

#[general_page(name = "Board")]
async fn general_page_shown() -> &'static str {
    "shown"
}
