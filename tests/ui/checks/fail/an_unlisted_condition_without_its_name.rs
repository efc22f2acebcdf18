//! A condition that no table knows, written without quotes.
//! fix: `unlisted(brand_new, feature = "votes")` → `unlisted("brand_new", feature = "votes")`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// About
#[general_page(conditions = all(user_is_logged_in, unlisted(brand_new, feature = "votes")))]
async fn about() -> Page {
    Page::new("About")
}

fn main() {}
