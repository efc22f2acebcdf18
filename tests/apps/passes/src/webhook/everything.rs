use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", filter = "project = DEMO", exclude_body = false, property_keys = ["votes"])]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}
