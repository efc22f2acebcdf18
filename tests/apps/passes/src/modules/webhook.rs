use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", filter = "project = DEMO")]
async fn created(event: Event<serde_json::Value>, tenant: Tenant) -> Result<()> {
    tracing::info!(
        tenant = tenant.client_key(),
        id = event.id(),
        "an issue to vote for"
    );
    Ok(())
}
