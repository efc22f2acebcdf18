use connect_runtime::prelude::*;

#[jira_development_tool(
    name = "Code",
    url = "https://code.example.com",
    actions = { create_branch = branch, search_repositories = repositories },
    application = "Code",
    capabilities = [branch, commit],
    logo_url = "/logo.svg",
)]
struct Code;

#[jira_issue_glance(
    name = "Glance",
    url = "/glance-page",
    icon = "/glance.svg",
    content = { label = "1" },
)]
async fn glance() -> Page {
    not_written!()
}

#[jira_workflow_post_function(
    name = "Notify",
    description = "Notifies",
    url = "/notify",
    create = configure_notify,
    edit = configure_notify,
    view = "/view#notify",
)]
async fn notify() -> Result<()> {
    not_written!()
}

#[jira_workflow_post_function(name = "Short", url = "/short", create = "/configure-notify?other=x")]
async fn short() -> Result<()> {
    not_written!()
}

#[iframe("/branch?issue={issue.key}")]
async fn branch(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[callback]
async fn repositories() -> Result<()> {
    not_written!()
}

#[iframe("/configure-notify?config={postFunction.config}")]
async fn configure_notify(
    #[context("postFunction.config")] post_function_config: Option<String>,
) -> Page {
    not_written!(post_function_config)
}
