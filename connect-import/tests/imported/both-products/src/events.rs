use connect_runtime::prelude::*;

#[webhook(events = ["page_created", "jira:issue_created"], url = "/events")]
async fn events() -> Result<()> {
    not_written!()
}
