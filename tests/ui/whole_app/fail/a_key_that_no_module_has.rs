//! A module names another one by a key that is misspelled.
//! fix: `"setings"` → `"settings"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Settings
#[admin_page(location = "admin_plugins_menu")]
async fn settings() -> Page {
    Page::new("Settings")
}

/// Time
#[jira_time_tracking_provider(admin_page_key = "setings")]
struct Time;

fn main() {}
