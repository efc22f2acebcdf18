//! What the app did with a page that does not appear in its frame.
//!
//! A browser tells a page nothing of another origin's frame: not that it is missing, not that it was
//! redirected, not that it may not be framed. So the page asks here, and the host opens the module
//! itself.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::session::page_session::PageSession;
use super::site::Origin;
use crate::error::HostError;
use crate::host::Host;
use crate::requests::OpenedModule;

/// As a frame is asked for.
#[derive(Deserialize)]
struct Wanted {
    product: String,
    key: String,
    part: Option<String>,
    #[serde(default)]
    context: BTreeMap<String, String>,
}

pub(super) fn routes() -> Router<Origin> {
    Router::new().route("/_host/diagnosis", post(diagnose))
}

async fn diagnose(
    State(origin): State<Origin>,
    PageSession(session): PageSession,
    Json(wanted): Json<Wanted>,
) -> Response {
    let Some(host) = origin.host(&wanted.product) else {
        return (StatusCode::NOT_FOUND, "no such product").into_response();
    };
    let mut open = host.open(&wanted.key);
    open = match &session.choice().user {
        Some(user) => open.as_user(user),
        None => open.anonymous(),
    };
    if let Some(part) = &wanted.part {
        open = open.part(part);
    }
    for (name, value) in &wanted.context {
        open = open.with(name, value);
    }
    let found = match open.await {
        Ok(page) => told(&page),
        Err(error) => not_answered(host, &error),
    };
    Json(json!({ "found": found })).into_response()
}

/// Why a page did not come: what the journal found in the request, if one was made.
pub(super) fn not_answered(host: &Host, error: &HostError) -> Vec<String> {
    let HostError::Unreachable { purpose, .. } = error else {
        return vec![error.to_string()];
    };
    let journal = host.journal();
    let request = journal.iter().rev().find(|it| it.purpose == *purpose);
    let found = request.map_or(&[][..], |request| &request.findings);
    found.iter().map(ToString::to_string).collect()
}

/// What keeps a page from being seen, or from working, in a frame; empty when nothing is known to.
fn told(page: &OpenedModule) -> Vec<String> {
    let mut found: Vec<_> = page.findings.iter().map(ToString::to_string).collect();
    if found.is_empty() && page.status.is_redirection() {
        let to = page.header("location").unwrap_or_default();
        let to = to.split('?').next().unwrap_or_default();
        found.push(format!(
            "the app redirects to {to}: what the frame's address has in its query is needed there, too"
        ));
    }
    found
}
