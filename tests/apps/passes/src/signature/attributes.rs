//! Several attributes on one function.

use connect_runtime::prelude::*;

/// Settings
#[admin_page(key = "settings-of-admins")]
#[general_page(key = "settings-of-all")]
#[dialog(key = "settings-in-a-dialog")]
async fn settings() -> &'static str {
    "settings"
}

/// Settings
#[web_item(location = "system.top.navigation.bar", target = dialog(settings))]
struct OpenSettings;

/**
 * Votes.
 *
 * The name of the panel is the first line.
 */
#[web_panel(location = "atl.jira.view.issue.right.context")]
#[jira_issue_tab_panel(key = "votes-in-a-tab")]
async fn votes_twice(#[context("issue.key")] issue: String) -> String {
    issue
}
