//! An app as a user of the framework writes it, and the same answer from a bare axum route.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use connect_runtime::prelude::*;

/// What both variants answer with: a small page, made once, so that only the way to it differs.
pub const BODY: &str = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
    content=\"width=device-width, initial-scale=1\"><title>Votes</title>\
    <script src=\"https://connect-cdn.atl-paas.net/all.js\"></script></head>\
    <body><main class=\"ac-content\"><p>Seven votes</p></main></body></html>";

/// Takes what a panel usually takes: the issue it is shown on and the tenant it belongs to.
#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issue.key")] issue: String, tenant: Tenant) -> Html<&'static str> {
    drop((issue, tenant));
    Html(BODY)
}

/// The same path and answer without the framework.
pub fn bare() -> Router {
    Router::new().route("/votes", get(async || Html(BODY)))
}
