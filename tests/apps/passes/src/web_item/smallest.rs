use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools")]
async fn web_item_shown() -> &'static str {
    "shown"
}
