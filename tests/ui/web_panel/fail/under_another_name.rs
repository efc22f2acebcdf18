//! The attribute under another name, where the build script does not see the panel.
//! fix: `web_panel as panel` → `web_panel`
//! fix: `#[panel(` → `#[web_panel(`

connect_runtime::library!();

use connect_runtime::attributes::web_panel as panel;
use connect_runtime::prelude::*;

#[panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}
