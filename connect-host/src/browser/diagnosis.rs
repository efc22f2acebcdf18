//! Why a page of the app does not appear in its frame.
//!
//! A page can't see into a frame of another origin: whether its page is missing, was redirected, or may not
//! be framed. So the page's script asks here, and the host opens the module itself.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;

use super::bridge::frame::FrameRequest;
use super::refusal::{NO_PRODUCT, refuse};
use super::session::page_session::PageSession;
use super::site::Origin;
use crate::error::HostError;
use crate::host::Host;
use crate::requests::OpenedModule;

pub(super) fn routes() -> Router<Origin> {
    Router::new().route("/_host/diagnosis", post(diagnose))
}

async fn diagnose(
    State(origin): State<Origin>,
    PageSession(session): PageSession,
    Json(request): Json<FrameRequest>,
) -> Response {
    let Some(host) = origin.host(request.product()) else {
        return refuse(StatusCode::NOT_FOUND, NO_PRODUCT).into_response();
    };
    let open = request.open(host, &session.choice());
    let found = match open.await {
        Ok(page) => obstacles(&page),
        Err(error) => not_answered(host, &error),
    };
    Json(json!({ "found": found })).into_response()
}

/// Why a page did not arrive: what the journal found wrong with the request, if one was made.
pub(super) fn not_answered(host: &Host, error: &HostError) -> Vec<String> {
    let HostError::Unreachable { purpose, .. } = error else {
        return vec![error.to_string()];
    };
    let journal = host.journal();
    let request = journal.iter().rev().find(|it| it.purpose == *purpose);
    let found = request.map_or(&[][..], |request| &request.findings);
    found.iter().map(ToString::to_string).collect()
}

/// What is known to keep a page from being shown, or from working, in a frame.
fn obstacles(page: &OpenedModule) -> Vec<String> {
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
