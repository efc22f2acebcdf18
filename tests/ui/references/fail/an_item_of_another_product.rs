//! A page of Jira's projects in a section of Confluence's administration.
//! fix: `"system.admin"` → `"atl.jira.proj.config"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "system.admin")]
struct Tools;

/// Settings
#[jira_project_admin_tab_panel(location = Tools)]
async fn settings() -> Page {
    Page::new("Settings")
}

fn main() {}
