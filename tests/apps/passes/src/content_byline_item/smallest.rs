use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved")]
async fn content_byline_item_shown() -> &'static str {
    "shown"
}
