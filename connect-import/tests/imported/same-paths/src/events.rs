use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", url = "/page")]
struct IssueCreated;

#[webhook(event = "jira:issue_updated", url = "/hook")]
async fn issue_updated() -> Result<()> {
    not_written!()
}

#[webhook(event = "jira:issue_deleted", url = "/hook", exclude_body = true)]
struct IssueDeleted;
