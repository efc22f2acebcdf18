//! Sections, dialogs, pages and conditions, named as Rust names things.
connect_runtime::library!();

use connect_runtime::prelude::*;

mod sections {
    use super::*;

    /// Tools
    #[web_section(location = "admin_plugins_menu")]
    pub struct Tools;

    /// More tools
    #[web_section(location = Tools)]
    pub struct MoreTools;
}

use sections::MoreTools as More;

#[dialog(options = { size = small })]
async fn editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = sections::Tools, target = dialog(editor))]
struct Edit;

/// Settings
#[admin_page(location = More)]
async fn settings() -> Page {
    Page::new("Settings")
}

/// Time
#[jira_time_tracking_provider(admin_page_key = settings)]
struct Time;

#[condition]
async fn beta() -> Result<bool> {
    Ok(true)
}

#[iframe]
async fn configure(#[context("project.key")] project: Option<String>) -> Page {
    Page::new(project.unwrap_or_default())
}

/// Only on Fridays
#[jira_workflow_condition(expression = "true", create = configure, edit = { url = configure })]
struct Fridays;

/// Votes
#[web_panel(
    location = "atl.jira.view.issue.right.context",
    conditions = all(user_is_logged_in, remote(beta)),
    url = "/votes/{project.key}?issue={issue.key}",
)]
async fn votes(
    #[context("issue.key")] issue: String,
    #[context("project.key")] project: String,
) -> Page {
    Page::new(issue + &project)
}

fn main() {
    use connect_runtime::__private::Module;
    assert_eq!(sections::MoreTools::ITEM.location, "admin_plugins_menu/tools/more-tools");
    assert_eq!(configure::ITEM.url, "/configure?project.key={project.key}");
}
