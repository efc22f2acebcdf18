use connect_runtime::prelude::*;

#[webhook(event = unlisted("jira:issue_teleported"), url = "/teleported")]
async fn issue_teleported() -> Result<()> {
    not_written!()
}

#[webhook(event = "comment_created", url = "/comments", filter = "project = X")]
async fn comment_created() -> Result<()> {
    not_written!()
}
