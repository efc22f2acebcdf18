//! What is shown beside a page.

mod decision;
mod publishing;

use connect_runtime::prelude::*;

/// Decided
#[content_byline_item(
    icon = { width = 16, height = 16, url = "/images/decided.svg" },
    tooltip = "When this was decided",
    target = inline_dialog(width = "320px"),
)]
async fn decided(#[context("content.id")] content: String) -> Page {
    Page::new("Decided").body(content)
}

/// Decisions nearby
#[web_panel(location = "atl.general", conditions = all(user_is_logged_in, remote(has_decisions)))]
async fn nearby(
    #[context("content.id")] content: Option<String>,
    #[context("space.key")] space: Option<String>,
) -> Page {
    let here: Vec<_> = space.into_iter().chain(content).collect();
    Page::new("Nearby").body(here.join(" "))
}

/// Only sites that made decisions see them.
#[condition]
async fn has_decisions() -> Result<bool> {
    Ok(true)
}
