//! The site's administration.

mod first_visit;

use connect_runtime::prelude::*;

/// Decisions
#[web_section(location = "system.admin", weight = 200)]
struct DecisionSettings;

/// Who decides
#[admin_page(location = DecisionSettings, conditions = user_is_confluence_administrator, admin_only = true)]
async fn deciders() -> Page {
    Page::new("Who decides").body("Groups whose decisions count")
}
