use connect_runtime::prelude::*;

/// Votes as time
#[jira_time_tracking_provider(admin_page_key = time_settings)]
struct VotesAsTime;

/// Settings
#[admin_page(location = "none")]
async fn time_settings() -> Page {
    Page::new("Settings").body("How long is a vote?")
}
