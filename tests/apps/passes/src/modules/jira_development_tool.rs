use connect_runtime::prelude::*;

/// Example code
#[jira_development_tool(
    application = "Example",
    capabilities = [commit, branch],
    logo_url = "/logo.svg",
    url = "https://code.example.com",
    actions = { create_branch = new_branch },
)]
struct ExampleCode;

#[iframe]
async fn new_branch(#[context("issue.key")] issue: String) -> Page {
    Page::new("New branch").body(issue)
}
