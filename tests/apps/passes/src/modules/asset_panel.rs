use connect_runtime::prelude::*;

/// Votes
#[asset_panel]
async fn asset_votes() -> Page {
    Page::new("Votes").body("Votes for this asset")
}
