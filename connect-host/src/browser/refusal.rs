//! Refusals, in the form that the scripts of our own pages read.

use std::error::Error as _;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::HostError;

/// A refusal with its reason.
pub(super) fn refuse(status: StatusCode, reason: &str) -> (StatusCode, Json<Value>) {
    (status, Json(json!({ "error": reason })))
}

/// The reason given to pages of a product that is not at this origin.
pub(super) const NO_PRODUCT: &str = "this product is not at this origin";

/// The refusal of a request that needs the app, after this error.
pub(super) fn failed(error: &HostError) -> Response {
    let status = match error {
        HostError::UnknownModule { .. } => StatusCode::NOT_FOUND,
        HostError::NotOpenable { .. }
        | HostError::NotInstalled { .. }
        | HostError::Disabled { .. } => StatusCode::CONFLICT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    refuse(status, &reason(error)).into_response()
}

/// An error with its causes, on one line.
pub(super) fn reason(error: &HostError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
