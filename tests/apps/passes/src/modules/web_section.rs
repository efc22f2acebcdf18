use connect_runtime::prelude::*;

/// Votes
#[web_section(location = "admin_plugins_menu")]
struct VotesMenu;

/// Settings
#[admin_page(location = VotesMenu)]
async fn vote_settings() -> Page {
    Page::new("Settings").body("Who may vote?")
}
