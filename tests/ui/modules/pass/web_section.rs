connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_section(location = "admin_plugins_menu")]
struct Votes;

/// Settings
#[admin_page(location = Votes)]
async fn settings() -> Page {
    Page::new("Settings").body("Who may vote?")
}

fn main() {}
