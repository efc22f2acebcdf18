//! What belongs to a space.

mod beginnings;

use connect_runtime::prelude::*;

/// Decisions
#[web_section(location = "system.space.tools", weight = 300)]
struct SpaceDecisions;

/// All decisions
#[space_tools_tab(location = SpaceDecisions, weight = 10)]
async fn all_decisions(#[context("space.key")] space: String) -> Page {
    Page::new("All decisions").body(space)
}
