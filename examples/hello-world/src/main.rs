//! The smallest whole app: a page, a panel, a webhook and the lifecycle.
//!
//! `cargo connect dev -p hello-world` builds it, installs it into a local host and opens it.

use connect_runtime::prelude::*;
use maud::html;
use serde::Deserialize;

#[cfg(test)]
mod tests;

connect_runtime::app! {
    key = "com.example.hello-world",
    name = "Hello world",
    description = "Greets whoever opens it",
    vendor = { name = "Example", url = "https://example.com" },
    forge = native,
}

/// Hello world
#[general_page(location = "system.top.navigation.bar")]
async fn hello(tenant: Tenant, user: Option<User>) -> Page {
    let who = user.map_or_else(
        || "stranger".to_owned(),
        |user| user.account_id().to_owned(),
    );
    Page::new("Hello world").body(html! {
        h1 { "Hello, " (who) }
        p { "This page is shown in " (tenant.base_url()) "." }
    })
}

/// Greeting
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn greeting(#[context("issue.key")] issue: String) -> Page {
    Page::new("Greeting").body(html! { p { "Hello, " (issue) } })
}

/// What the webhook reads of an issue; the host sends much more.
#[derive(Debug, Deserialize)]
struct IssueCreated {
    issue: Issue,
}

#[derive(Debug, Deserialize)]
struct Issue {
    key: String,
}

/// Notices new issues.
#[webhook(event = "jira:issue_created")]
async fn issue_created(event: Event<IssueCreated>, tenant: Tenant) -> Result<()> {
    tracing::info!(
        tenant = tenant.client_key(),
        issue = event.issue.key,
        "hello, new issue"
    );
    Ok(())
}

#[installed]
async fn welcome(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "hello, new site");
    Ok(())
}

#[uninstalled]
async fn farewell(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "goodbye");
    Ok(())
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
