//! The answer that says only that something went wrong: no error shows more than its status.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// An answer of status 400 or above that the runtime makes. It is plain text, and says so in its
/// extensions: where the caller wants a page or JSON, `serve::error_page` makes one of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorAnswer {
    status: StatusCode,
    /// For the caller's eyes.
    pub(crate) text: Cow<'static, str>,
}

impl ErrorAnswer {
    /// With no more text than the status has.
    pub(crate) fn new(status: StatusCode) -> Self {
        Self::with_text(
            status,
            match status {
                StatusCode::UNAUTHORIZED => "unauthorized",
                StatusCode::FORBIDDEN => "forbidden",
                StatusCode::NOT_FOUND => "not found",
                StatusCode::INTERNAL_SERVER_ERROR => "internal server error",
                StatusCode::SERVICE_UNAVAILABLE => "temporarily unavailable",
                other => return Self::with_text(status, lower(other)),
            },
        )
    }

    /// With a sentence of the runtime's own, never a caller's or an error's text.
    pub(crate) fn with_text(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self { status, text }
    }
}

fn lower(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or("refused");
    reason.to_ascii_lowercase()
}

impl IntoResponse for ErrorAnswer {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.text.clone()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
