use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", in_order = "issue.id")]
async fn in_order_of_an_issue(event: Event<serde_json::Value>) {
    let _ = event;
}

#[webhook(event = "jira:issue_deleted", in_order = tenant)]
async fn in_order_of_a_tenant(event: Event<serde_json::Value>) {
    let _ = event;
}
