use connect_runtime::prelude::*;

#[webhook(
    event = "jira:issue_created",
    url = "/webhooks/created",
    exclude_body = false,
    filter = "project = DEMO",
    property_keys = ["votes"],
)]
async fn issue_created() -> Result<()> {
    not_written!()
}
