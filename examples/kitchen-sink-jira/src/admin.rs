//! The site's administration.

mod first_visit;
mod permissions;

use connect_runtime::prelude::*;

/// Votes
#[web_section(location = "admin_plugins_menu", weight = 200)]
struct Administration;

/// Who may vote
#[admin_page(location = Administration, conditions = user_is_admin, admin_only = true)]
pub(crate) async fn voters() -> Page {
    Page::new("Who may vote").body("Groups whose votes count")
}

/// Votes as time
#[jira_time_tracking_provider(admin_page_key = voters)]
struct VotesAsTime;
