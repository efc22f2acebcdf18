use connect_runtime::prelude::*;

#[jira_background_script(location = { type = issue_view, should_reload_on_refresh = true })]
async fn counter() -> Page {
    Page::new("Counter")
}
