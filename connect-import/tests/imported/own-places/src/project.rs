use connect_runtime::prelude::*;

#[jira_project_admin_tab_panel(
    name = "Tab",
    location = crate::navigation::SettingsBtn,
    url = "/settings",
)]
async fn tab() -> Page {
    todo!("tab")
}

#[jira_project_admin_tab_panel(name = "Group", location = "projectgroup1")]
async fn group() -> Page {
    todo!("group")
}
