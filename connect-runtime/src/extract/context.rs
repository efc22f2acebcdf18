//! Rejections of `#[context("…")]` parameters.
//!
//! The host replaces `{issue.key}` in a module's URL with the key, or with nothing when the
//! parameter has no value where the module is shown ("Context parameters").

use std::error::Error as StdError;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::error::{Error, Reported};
use crate::error_answer::ErrorAnswer;

/// A context parameter that the handler requires is missing or empty: 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the context parameter `{name}` is missing")]
pub struct MissingContext {
    /// The parameter, as the signature names it.
    pub name: &'static str,
}

impl IntoResponse for MissingContext {
    fn into_response(self) -> Response {
        refused(self)
    }
}

/// A context parameter occurs more than once in the URL: 400. The host writes each once, and two
/// readers could pick different ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the context parameter `{name}` is there more than once")]
pub struct RepeatedContext {
    /// The parameter, as the signature names it.
    pub name: &'static str,
}

impl IntoResponse for RepeatedContext {
    fn into_response(self) -> Response {
        refused(self)
    }
}

/// A context parameter is present but can't be parsed as the handler's type: 400. The value is not
/// repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the context parameter `{name}` has an unexpected form")]
pub struct InvalidContext {
    /// The parameter, as the signature names it.
    pub name: &'static str,
}

impl IntoResponse for InvalidContext {
    fn into_response(self) -> Response {
        refused(self)
    }
}

/// Answers 400 and logs the module and the parameter: the host calls an old installation with the URLs
/// of the version that was installed, and someone must learn that they no longer work.
fn refused(error: impl StdError + Send + Sync + 'static) -> Response {
    const STATUS: StatusCode = StatusCode::BAD_REQUEST;
    let mut response = ErrorAnswer::with_text(STATUS, error.to_string()).into_response();
    // The route knows the tenant and the module; it takes the error out again and reports it.
    let reported = Reported(Error::from(error).with_status(STATUS));
    response.extensions_mut().insert(reported);
    response
}
