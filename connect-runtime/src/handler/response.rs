//! How a handler's result becomes a response.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::call::RejectionResponse;

/// Makes a handler's result a response.
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
pub fn respond<R: IntoResponse>(value: R) -> Result<Response, RejectionResponse> {
    Ok(value.into_response())
}

/// What a `#[condition]` returns: whether the host shows the module.
#[diagnostic::on_unimplemented(
    message = "a `#[condition]` returns `bool` or `Result<bool, _>`, not `{Self}`",
    label = "whether the host shows the module"
)]
pub trait ConditionResult {
    /// The response as the host reads it.
    fn into_condition_response(self) -> Response;
}

impl ConditionResult for bool {
    fn into_condition_response(self) -> Response {
        Json(json!({ "shouldDisplay": self })).into_response()
    }
}

impl<E: IntoResponse> ConditionResult for Result<bool, E> {
    fn into_condition_response(self) -> Response {
        match self {
            Ok(shown) => shown.into_condition_response(),
            Err(error) => error.into_response(),
        }
    }
}

/// Makes a condition's result a response ("Conditions": a remote condition answers
/// `{"shouldDisplay": true}`).
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
pub fn respond_to_condition<R: ConditionResult>(value: R) -> Result<Response, RejectionResponse> {
    Ok(value.into_condition_response())
}
