//! An app for Jira and Confluence with a descriptor for each: one program, two installations.

use connect_runtime::prelude::*;
use connect_runtime::{App, StartError};
use serde_json::Value;

connect_runtime::app! {
    key = "com.example.two-products",
    name = "Two products",
    links = { homepage = "https://example.com" },
    cloud_app_migration = { migration_webhook_path = moved },
    descriptors = per_product,
}

/// A page that names its module and its tenant.
fn page(by: &str, tenant: &Tenant) -> Page {
    let body = format!("[{by} for {}]", tenant.client_key());
    Page::new("Two products").body(body)
}

/// Votes, which only Jira shows.
#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(tenant: Tenant) -> Result<Page> {
    Ok(page("votes", &tenant))
}

/// A byline, which only Confluence shows.
#[content_byline_item(name = "Approvals")]
async fn approvals(tenant: Tenant) -> Result<Page> {
    Ok(page("approvals", &tenant))
}

/// A page that both have.
#[general_page(name = "About")]
async fn about(tenant: Tenant) -> Result<Page> {
    Ok(page("about", &tenant))
}

/// Called after data was migrated from a server.
#[callback]
async fn moved() -> Result<()> {
    Ok(())
}

/// Called by Jira only.
#[webhook(event = "jira:issue_created")]
async fn issue_created(_event: Event<Value>) -> Result<()> {
    Ok(())
}

/// Called by Confluence only.
#[webhook(event = "page_created")]
async fn page_created(_event: Event<Value>) -> Result<()> {
    Ok(())
}

/// Votes, which needs a scope that only Jira's descriptor then asks for.
///
/// # Errors
/// The errors of the call.
pub async fn vote(jira: &Jira, issue: &str) -> Result<()> {
    jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = issue).await?;
    Ok(())
}

/// The app, for tests: naming it links it.
///
/// # Errors
/// As [`App::collected`].
pub fn app() -> Result<App, StartError> {
    App::collected()
}
