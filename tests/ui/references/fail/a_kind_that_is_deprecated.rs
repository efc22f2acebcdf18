//! A kind that the platform no longer lists, where warnings are errors.
//! fix: `profile_page` → `general_page`
#![deny(deprecated)]

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[profile_page]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
