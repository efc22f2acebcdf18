//! What agents see.

use connect_runtime::prelude::*;

/// By votes
#[service_desk_queue_group(weight = 100, forge = skip)]
struct ByVotes;

/// Most voted
#[service_desk_queue(group = ByVotes)]
async fn most_voted(#[context("project.key")] project: String) -> Page {
    Page::new("Most voted").body(project)
}

/// Votes
#[service_desk_report_group(weight = 100, forge = skip)]
struct VoteReports;

/// Votes of customers
#[service_desk_report(group = VoteReports, forge = skip)]
async fn votes_of_customers(#[context("project.key")] project: String) -> Page {
    Page::new("Votes of customers").body(project)
}

/// Votes
#[asset_panel(forge = skip)]
async fn asset_votes() -> Page {
    Page::new("Votes").body("Votes for this asset")
}

/// Vote for the issue
#[automation_action(requires = [issue], config_form = how_many, forge = skip)]
async fn vote_automatically(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "voted");
    Ok(())
}

#[iframe]
async fn how_many() -> Page {
    Page::new("Vote").body("How many votes?")
}

/// Votes
#[service_desk_organization_action(target = dialog(size = medium), forge = skip)]
async fn organization_action() -> Page {
    Page::new("Votes").body("…")
}

#[service_desk_organization_panel]
async fn organization_panel() -> Page {
    Page::new("Votes").body("…")
}
