//! What a `#[condition]` answers.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::call::Refused;

/// What a `#[condition]` returns: whether the host shows the module.
#[diagnostic::on_unimplemented(
    message = "a `#[condition]` returns `bool` or `Result<bool, _>`, not `{Self}`",
    label = "whether the host shows the module"
)]
pub trait Shown {
    /// The answer as the host reads it.
    fn into_answer(self) -> Response;
}

impl Shown for bool {
    fn into_answer(self) -> Response {
        Json(json!({ "shouldDisplay": self })).into_response()
    }
}

impl<E: IntoResponse> Shown for Result<bool, E> {
    fn into_answer(self) -> Response {
        match self {
            Ok(shown) => shown.into_answer(),
            Err(error) => error.into_response(),
        }
    }
}

/// Hands a condition on as a response ("Conditions": a remote condition answers
/// `{"shouldDisplay": true}`).
///
/// # Errors
/// Never: the type is what a wrapper returns.
pub fn shown<S: Shown>(value: S) -> Result<Response, Refused> {
    Ok(value.into_answer())
}
