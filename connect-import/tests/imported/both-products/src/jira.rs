use connect_runtime::prelude::*;

#[general_page(name = "In Jira", location = "system.top.navigation.bar")]
async fn in_jira() -> Page {
    not_written!()
}

#[jira_issue_tab_panel(name = "Tab", url = "/tab?issue={issue.key}", weight = 100)]
async fn tab(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}
