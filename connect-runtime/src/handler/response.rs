//! Turning a handler's result into a response.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::call::RejectionResponse;

/// A handler's return type: axum's `IntoResponse`, with a diagnostic of its own, because axum's
/// lists types that few handlers return.
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    label = "can't be made a response",
    note = "a handler returns a `Page`, a `Json<…>`, text, `()` or what else implements axum's \
            `IntoResponse`, or a `Result` of one, whose error is `connect_runtime::Error`"
)]
pub trait Answer {
    /// The response.
    fn answer(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<T: IntoResponse> Answer for T {
    fn answer(self) -> Response {
        self.into_response()
    }
}

/// Turns a handler's result into a response.
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
pub fn respond<R: Answer>(value: R) -> Result<Response, RejectionResponse> {
    Ok(value.answer())
}

/// The return type of a `#[condition]`: whether the host shows the module.
#[diagnostic::on_unimplemented(
    message = "a `#[condition]` returns `bool` or `Result<bool, _>`, not `{Self}`",
    label = "whether the host shows the module"
)]
pub trait ConditionResult {
    /// The response in the host's format.
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

/// Turns a condition's result into a response ("Conditions": a remote condition answers
/// `{"shouldDisplay": true}`).
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
pub fn respond_to_condition<R: ConditionResult>(value: R) -> Result<Response, RejectionResponse> {
    Ok(value.into_condition_response())
}
