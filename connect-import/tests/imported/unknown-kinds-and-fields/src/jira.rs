use connect_runtime::prelude::*;

#[jira_background_script(location = { should_reload_on_refresh = true, type = issue_view })]
async fn b() -> Page {
    not_written!()
}
