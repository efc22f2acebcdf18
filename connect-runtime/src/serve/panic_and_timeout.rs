//! Contains handlers that panic or take too long.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::header::RETRY_AFTER;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::auth::rejection::RETRY_AFTER_SECONDS;
use crate::error_answer::ErrorAnswer;
use crate::not_written::NotWritten;

/// The location of a handler that is still to be written; `cargo connect dev` shows it in its
/// table.
const NOT_WRITTEN: HeaderName = HeaderName::from_static("x-connect-not-written");

/// Runs a request that is already pinned: taken by value, it would be stored in this future twice.
/// 503 after `limit`, 500 when it panics; both are logged under `what`.
pub(super) async fn guarded(
    limit: Duration,
    what: &str,
    request: Pin<&mut impl Future<Output = Response>>,
) -> Response {
    let mut request = AssertUnwindSafe(request).catch_unwind();
    // Most requests complete at the first poll: only one that waits needs a timer.
    let outcome = match futures_util::poll!(&mut request) {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => Box::pin(tokio::time::timeout(limit, request)).await,
    };
    match outcome {
        Ok(Ok(response)) => response,
        Ok(Err(payload)) => {
            if let Some(NotWritten(place)) = payload.downcast_ref() {
                let place = format!("{}:{}", place.file(), place.line());
                tracing::warn!(module = what, place, "the handler is not written yet");
                let text = format!("not written yet: {place}");
                let answer = ErrorAnswer::with_text(StatusCode::NOT_IMPLEMENTED, text);
                let mut response = answer.into_response();
                if let Ok(place) = HeaderValue::from_str(&place) {
                    response.headers_mut().insert(NOT_WRITTEN, place);
                }
                return response;
            }
            // The message has gone to standard error; it may quote input, so it isn't repeated.
            tracing::error!(module = what, "a handler panicked");
            ErrorAnswer::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Err(_) => {
            tracing::error!(module = what, ?limit, "a request took too long");
            let mut response = ErrorAnswer::new(StatusCode::SERVICE_UNAVAILABLE).into_response();
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
            response
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_500() {
        let request = pin!(async { panic!("on purpose") });
        let response = guarded(Duration::from_secs(9), "test", request).await;
        assert_eq!(response.status(), 500);
    }

    #[tokio::test]
    async fn an_unwritten_handler_says_where_it_is() {
        async fn votes(issue_key: &str) -> Response {
            crate::not_written!(issue_key)
        }
        let response = guarded(Duration::from_secs(9), "test", pin!(votes("DEMO-1"))).await;
        assert_eq!(response.status(), 501);
        let place = response.headers()["x-connect-not-written"].to_str();
        assert!(place.unwrap().contains("panic_and_timeout.rs:"));
        let body = axum::body::to_bytes(response.into_body(), 999).await;
        let text = String::from_utf8(body.unwrap().to_vec()).unwrap();
        assert!(text.starts_with("not written yet: "), "{text}");
        assert!(text.contains("panic_and_timeout.rs:"), "{text}");
    }

    #[tokio::test]
    async fn a_request_without_end_is_a_503() {
        let request = pin!(std::future::pending());
        let response = guarded(Duration::from_millis(1), "test", request).await;
        assert_eq!(response.status(), 503);
        assert!(response.headers().contains_key(RETRY_AFTER));
    }
}
