//! New issues are noted.

use connect_runtime::axum::extract::State;
use connect_runtime::prelude::*;
use serde::Deserialize;

use crate::votes::Votes;

/// What the app needs of the event.
#[derive(Debug, Deserialize)]
struct Created {
    issue: Issue,
}

#[derive(Debug, Deserialize)]
struct Issue {
    key: String,
}

/// Notes a new issue. A second delivery of the same event changes nothing.
#[webhook(event = "jira:issue_created")]
async fn issue_created(
    event: Event<Created>,
    tenant: Tenant,
    State(votes): State<Votes>,
) -> Result<()> {
    votes.note(&tenant, &event.issue.key).await
}
