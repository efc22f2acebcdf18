//! A dashboard item's context parameter in a panel.
//! fix: `dashboardItem.id` → `issue.id`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("dashboardItem.id")] of: String) -> String {
    of
}

fn main() {}
