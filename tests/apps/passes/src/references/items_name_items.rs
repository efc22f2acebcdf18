//! Sections, dialogs, pages and conditions, named as Rust names things.
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
async fn vote_editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = sections::Tools, target = dialog(vote_editor))]
struct Edit;

/// Settings
#[admin_page(location = More)]
async fn more_settings() -> Page {
    Page::new("Settings")
}

/// Time
#[jira_time_tracking_provider(admin_page_key = more_settings)]
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
async fn panel_votes(
    #[context("issue.key")] issue: String,
    #[context("project.key")] project: String,
) -> Page {
    Page::new(issue + &project)
}

/// Help
#[web_item(location = "system.top.navigation.bar", url = help)]
struct Help;

#[public(GET "/help")]
async fn help() -> &'static str {
    "help"
}

const _: () = {
    use connect_runtime::__private_0_1_0::NamedItem;
    assert!(same(help::ITEM.url, "/help"));
    assert!(same(
        sections::MoreTools::ITEM.location,
        "admin_plugins_menu/tools/more-tools"
    ));
    assert!(same(
        configure::ITEM.url,
        "/configure?project.key={project.key}"
    ));
};

/// `==`, which constants don't have for text.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
