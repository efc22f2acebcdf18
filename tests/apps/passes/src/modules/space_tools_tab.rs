use connect_runtime::prelude::*;

/// Votes
#[space_tools_tab(location = "contenttools")]
async fn space_votes(#[context("space.key")] space: String) -> Page {
    Page::new("Votes").body(space)
}
