use connect_runtime::prelude::*;

#[webhook(events = ["jira:issue_created", "jira:issue_updated"], filter = "project = DEMO")]
async fn issue_seen() -> Result<()> {
    not_written!()
}
