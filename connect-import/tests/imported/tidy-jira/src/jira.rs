use connect_runtime::prelude::*;

#[admin_page(name = "Settings", location = Tools, admin_only = true)]
async fn settings() -> Page {
    not_written!()
}

#[configure_page(name = "Configure", admin_only = true)]
async fn configure() -> Page {
    not_written!()
}

#[web_panel(
    name = "Votes",
    location = "atl.jira.view.issue.right.context",
    url = "/votes?issue={issue.key}",
    conditions = all(
        user_is_logged_in,
        any(not(is_issue_editable), feature_flag(feature_key = "x")),
    ),
    layout = { height = "120px", width = "100%" },
)]
async fn votes(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[web_section(
    name = { value = "Tools", i18n = "tools.name" },
    location = "admin_plugins_menu",
    weight = 10,
)]
struct Tools;
