use connect_runtime::prelude::*;

// location: beside the logo
#[general_page(
    name = "Hello World",
    location = "system.top.navigation.bar",
    url = "/hello-world",
    // nobody else
    conditions = user_is_logged_in,
)]
async fn hello_world_page_jira() -> Page {
    not_written!()
}

#[web_panel(
    name = "Panel",
    location = "atl.jira.view.issue.right.context",
    url = "/panel?issueId={issue.id}&issueKey={issue.key}",
    layout = {
        // width: the host gives 100% anyway
        width = "100%",
    },
)]
async fn panel(
    #[context("issue.id")] issue_id: Option<String>,
    #[context("issue.key")] issue_key: Option<String>,
) -> Page {
    not_written!(issue_id, issue_key)
}
