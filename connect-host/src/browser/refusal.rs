//! Answers to the scripts of our own pages that say why not.

use std::error::Error as _;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::HostError;

/// An answer to the product's own pages that says why not.
pub(super) fn refuse(status: StatusCode, reason: &str) -> (StatusCode, Json<Value>) {
    (status, Json(json!({ "error": reason })))
}

/// Why a page of a product that is not here gets nothing.
pub(super) const NO_PRODUCT: &str = "this product is not at this origin";

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

/// An error with what lies behind it.
fn reason(error: &HostError) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        said.push_str(": ");
        said.push_str(&error.to_string());
        source = error.source();
    }
    said
}
