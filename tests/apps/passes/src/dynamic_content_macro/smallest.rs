use connect_runtime::prelude::*;

#[dynamic_content_macro(name = "Chart")]
async fn dynamic_content_macro_shown() -> &'static str {
    "shown"
}
