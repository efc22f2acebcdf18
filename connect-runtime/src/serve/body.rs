//! Reading a request's body, within a limit.

use std::error::Error as _;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};

use crate::handler::RejectionResponse;

/// Reads a whole body, up to `limit` bytes.
///
/// # Errors
/// 413 beyond the limit, before any of it is parsed; 400 if it is cut off.
pub(super) async fn read_body(
    body: Body,
    headers: &HeaderMap,
    limit: usize,
) -> Result<Bytes, RejectionResponse> {
    refuse_long(headers, limit)?;
    to_bytes(body, limit).await.map_err(|error| {
        // As deep as there are limits around the body.
        let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
        if causes.any(|cause| cause.is::<http_body_util::LengthLimitError>()) {
            RejectionResponse::new(StatusCode::PAYLOAD_TOO_LARGE)
        } else {
            RejectionResponse::new(StatusCode::BAD_REQUEST)
        }
    })
}

/// Warns the operator of a body that was refused for its length: the caller may be a host whose event
/// is lost.
pub(super) fn warn_of_long(response: &Response, limit: usize, what: &str) {
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        tracing::warn!(module = what, limit, "a request's body was too long");
    }
}

/// Rejects a body whose announced length is too long, without reading it.
pub(super) fn refuse_long(headers: &HeaderMap, limit: usize) -> Result<(), RejectionResponse> {
    match announced_length(headers) {
        Some(length) if length > limit as u64 => {
            Err(RejectionResponse::new(StatusCode::PAYLOAD_TOO_LARGE))
        }
        _ => Ok(()),
    }
}

/// The length that a body announces, in bytes.
pub(super) fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
