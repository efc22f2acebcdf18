//! Rejections of `#[context("…")]` parameters.
//!
//! The host replaces `{issue.key}` in a module's URL with the key, and with nothing when
//! the parameter has no value where the module is shown ("Context parameters").

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::error_answer::ErrorAnswer;

/// A context parameter that the handler needs is missing or empty: 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the context parameter `{name}` is missing")]
pub struct MissingContext {
    /// The parameter, as the signature names it.
    pub name: &'static str,
}

impl IntoResponse for MissingContext {
    fn into_response(self) -> Response {
        ErrorAnswer::with_text(StatusCode::BAD_REQUEST, self.to_string()).into_response()
    }
}

/// A context parameter is there, but not of the handler's type: 400. The value is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the context parameter `{name}` has an unexpected form")]
pub struct InvalidContext {
    /// The parameter, as the signature names it.
    pub name: &'static str,
}

impl IntoResponse for InvalidContext {
    fn into_response(self) -> Response {
        ErrorAnswer::with_text(StatusCode::BAD_REQUEST, self.to_string()).into_response()
    }
}
