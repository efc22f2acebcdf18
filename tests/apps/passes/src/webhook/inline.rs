use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", inline = true)]
async fn inline_updated(event: Event<serde_json::Value>) {
    let _ = event;
}
