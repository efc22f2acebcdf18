use connect_runtime::prelude::*;

/// Example flags
#[jira_feature_flag_info_provider(
    home_url = "https://flags.example.com",
    actions = { create_flag = new_flag },
)]
struct ExampleFlags;

#[iframe]
async fn new_flag(#[context("issue.key")] issue: String) -> Page {
    Page::new("New flag").body(issue)
}
