//! The content of an HTTP message: its media type, and reading it up to a limit.

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The media type in `Content-Type`, without its parameters: `application/json`. `None` if the
/// header is missing or not text.
///
/// ```
/// use connect_auth::content::media_type;
/// use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
///
/// let value = HeaderValue::from_static("application/json; charset=utf-8");
/// let headers = HeaderMap::from_iter([(CONTENT_TYPE, value)]);
/// assert_eq!(media_type(&headers), Some("application/json"));
/// ```
pub fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// Whether `Content-Type` has this media type.
pub fn is(headers: &HeaderMap, expected: &str) -> bool {
    media_type(headers).is_some_and(|named| named.eq_ignore_ascii_case(expected))
}

/// Why a response's body was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It is longer than the limit, or announces that it is.
    #[error("the body is longer than {0} bytes")]
    TooLong(usize),
    /// The connection broke.
    #[error("the connection broke off")]
    Broken(#[source] reqwest::Error),
}

/// Reads the whole body of a response, counting bytes as they arrive: the announced length is only
/// a claim.
///
/// # Errors
/// If it is longer than `limit` bytes, or the connection breaks.
pub async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, ReadError> {
    let claimed = response.content_length().unwrap_or_default();
    if usize::try_from(claimed).map_or(true, |claimed| claimed > limit) {
        return Err(ReadError::TooLong(limit));
    }
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(ReadError::Broken)? {
        if first.len() + more.len() + chunk.len() > limit {
            return Err(ReadError::TooLong(limit));
        }
        // Most bodies arrive in one piece, which needs no copy.
        if first.is_empty() && more.is_empty() {
            first = chunk;
            continue;
        }
        more.extend_from_slice(&std::mem::take(&mut first));
        more.extend_from_slice(&chunk);
    }
    Ok(if more.is_empty() {
        first
    } else {
        more.freeze()
    })
}
