//! Events that Jira sends to the app.

use connect_runtime::events::jira::IssueEvent;
use connect_runtime::prelude::*;

/// An issue opens for votes.
#[webhook(events = ["jira:issue_created", "jira:issue_updated"], filter = "project = DEMO")]
async fn issue_seen(event: Event<IssueEvent>, tenant: Tenant) -> Result<()> {
    tracing::info!(
        tenant = tenant.client_key(),
        id = event.id(),
        "open for votes"
    );
    Ok(())
}
