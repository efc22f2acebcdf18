use connect_runtime::prelude::*;

// dropped icon: { width = 10 }
#[dynamic_content_macro(name = "M", url = "/m")]
async fn no_icon_url() -> Page {
    not_written!()
}
