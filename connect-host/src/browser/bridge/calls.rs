//! The log of the calls that the app's pages make.

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::browser::refusal::{NO_PRODUCT, refuse};
use crate::browser::session::page_session::PageSession;
use crate::browser::site::Origin;
use crate::site::bridge_call::BridgeCall;

/// How many characters of a name are kept; of the arguments, ten times as many.
const MAX_NAME: usize = 200;
const MAX_ARGUMENTS: usize = 2000;
/// How many calls are accepted at once; a page with more reports that in the last one.
const MAX_CALLS: usize = 500;

/// The calls that a page reports.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    product: String,
    calls: Vec<Reported>,
}

#[derive(Debug, Deserialize)]
struct Reported {
    module: String,
    call: String,
    #[serde(default)]
    arguments: String,
    #[serde(default)]
    missing: bool,
    refused: Option<String>,
}

/// `POST /_host/bridge-calls`
pub(super) async fn record(
    State(origin): State<Origin>,
    PageSession(session): PageSession,
    Json(report): Json<Report>,
) -> Response {
    let Some(host) = origin.host(&report.product) else {
        return refuse(StatusCode::NOT_FOUND, NO_PRODUCT).into_response();
    };
    let user = session.choice().user;
    for reported in report.calls.into_iter().take(MAX_CALLS) {
        host.record_bridge_call(BridgeCall {
            at: SystemTime::now(),
            module: cut(reported.module, MAX_NAME),
            call: cut(reported.call, MAX_NAME),
            arguments: cut(reported.arguments, MAX_ARGUMENTS),
            user: user.clone(),
            missing: reported.missing,
            refused: reported.refused.map(|why| cut(why, MAX_ARGUMENTS)),
        });
    }
    StatusCode::NO_CONTENT.into_response()
}

fn cut(mut text: String, characters: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(characters) {
        text.truncate(at);
        text.push('…');
    }
    text
}
