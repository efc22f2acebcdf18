//! The location of a token in a request: the query, the `Authorization` header, or a form body.
//!
//! A request contains one token. With two, sender and receiver may disagree about which one counts,
//! so two are rejected even if both are valid.

use std::borrow::Cow;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode;

use super::qsh;

/// Why a request doesn't have exactly one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// There is no token.
    #[error("the request carries no token")]
    Missing,
    /// There is more than one token.
    #[error("the request carries more than one token")]
    Ambiguous,
    /// There is an `Authorization` header with another scheme and no token elsewhere, or one that
    /// is not `JWT`, a single space, and the token.
    #[error("the Authorization header is not `JWT <token>`")]
    Header,
    /// A `jwt` parameter does not decode to text.
    #[error("the `jwt` parameter is not text")]
    Parameter,
}

/// Finds the one token of a request.
///
/// `query` is the raw query, `form` the raw body if it is a form. The header is `JWT <token>` with
/// the scheme in any case and exactly one space. A header with another scheme contains no Connect
/// token and is ignored if a parameter has one.
///
/// # Errors
/// If there is no token or more than one; see [`TransportError`].
///
/// ```
/// use connect_auth::transport::{TransportError, token};
/// use http::HeaderMap;
///
/// assert_eq!(token("a=1&jwt=e.y.J", &HeaderMap::new(), None)?, "e.y.J");
/// assert_eq!(token("a=1", &HeaderMap::new(), None), Err(TransportError::Missing));
/// # Ok::<(), TransportError>(())
/// ```
pub fn token<'r>(
    query: &'r str,
    headers: &'r HeaderMap,
    form: Option<&'r [u8]>,
) -> Result<Cow<'r, str>, TransportError> {
    let mut found = None;
    let mut other_scheme = false;
    for header in headers.get_all(AUTHORIZATION) {
        match authorization(header)? {
            Some(token) => put(&mut found, Cow::Borrowed(token))?,
            None => other_scheme = true,
        }
    }
    for raw in [query.as_bytes(), form.unwrap_or_default()] {
        for value in qsh::tokens(raw) {
            put(&mut found, parameter(value)?)?;
        }
    }
    match found {
        // `?jwt=` is equivalent to no parameter at all.
        Some(token) if token.is_empty() => Err(TransportError::Missing),
        Some(token) => Ok(token),
        None if other_scheme => Err(TransportError::Header),
        None => Err(TransportError::Missing),
    }
}

fn put<'r>(found: &mut Option<Cow<'r, str>>, token: Cow<'r, str>) -> Result<(), TransportError> {
    match found.replace(token) {
        Some(_) => Err(TransportError::Ambiguous),
        None => Ok(()),
    }
}

/// The token in an `Authorization` header; `None` for another scheme.
fn authorization(header: &HeaderValue) -> Result<Option<&str>, TransportError> {
    let bytes = header.as_bytes();
    let scheme = bytes
        .split(|byte| matches!(byte, b' ' | b'\t'))
        .next()
        .unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"JWT") {
        return Ok(None);
    }
    let text = header.to_str().map_err(|_| TransportError::Header)?;
    match text
        .get(scheme.len()..)
        .and_then(|rest| rest.strip_prefix(' '))
    {
        Some(token)
            if !token.is_empty()
                && !token.contains(|c: char| c.is_ascii_whitespace() || c == ',') =>
        {
            Ok(Some(token))
        }
        _ => Err(TransportError::Header),
    }
}

/// A token needs no escapes; it is still decoded, like any other parameter.
fn parameter(value: &[u8]) -> Result<Cow<'_, str>, TransportError> {
    // `+` would be a space, which no token contains: unchanged, it is rejected as well.
    if memchr::memchr(b'%', value).is_none() {
        return std::str::from_utf8(value)
            .map(Cow::Borrowed)
            .map_err(|_| TransportError::Parameter);
    }
    percent_decode(value)
        .decode_utf8()
        .map_err(|_| TransportError::Parameter)
}
