#![allow(deprecated)]

use connect_runtime::prelude::*;

/// Votes
#[profile_page]
async fn profile_votes() -> Page {
    Page::new("Votes").body("My votes")
}
