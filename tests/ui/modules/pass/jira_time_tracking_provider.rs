connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes as time
#[jira_time_tracking_provider(admin_page_key = settings)]
struct VotesAsTime;

/// Settings
#[admin_page(location = "none")]
async fn settings() -> Page {
    Page::new("Settings").body("How long is a vote?")
}

fn main() {}
