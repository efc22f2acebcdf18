use connect_runtime::prelude::*;

#[admin_page(name = "Settings")]
async fn admin_page_shown() -> &'static str {
    "shown"
}
