//! The panel beside an issue.

use connect_runtime::axum::extract::State;
use connect_runtime::prelude::*;

use crate::votes::Votes;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn votes(
    #[context("issue.key")] issue: String,
    tenant: Tenant,
    State(votes): State<Votes>,
) -> Result<Page> {
    let count = votes.on(&tenant, &issue).await?;
    Ok(Page::new("Votes").body(html! { p { (count) " votes" } }))
}
