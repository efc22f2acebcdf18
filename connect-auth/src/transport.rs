//! Where a token travels: the query, the `Authorization` header, or a form body.
//!
//! A request carries one token. With two, sender and receiver may disagree about which one counts,
//! so two are refused even when both are good.

use std::borrow::Cow;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode;

use super::qsh;

/// Why no single token can be taken from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No token anywhere.
    #[error("the request carries no token")]
    Missing,
    /// More than one token.
    #[error("the request carries more than one token")]
    Ambiguous,
    /// An `Authorization` header of another scheme and no token elsewhere, or one that is not
    /// `JWT`, one blank, token.
    #[error("the Authorization header is not `JWT <token>`")]
    Header,
    /// A `jwt` parameter that does not decode to text.
    #[error("the `jwt` parameter is not text")]
    Parameter,
}

/// Finds the one token of a request.
///
/// `query` is the raw query, `form` the raw body when it is a form. The header is `JWT <token>`
/// with the scheme in any case and exactly one blank. A header of another scheme carries no
/// Connect token and is passed over when a parameter carries one.
///
/// # Errors
/// When there is no token or more than one; see [`TransportError`].
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
        // `?jwt=` says as little as no parameter at all.
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

/// The token in an `Authorization` header, or none if the scheme is another.
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

/// A token needs no escapes; it is decoded all the same, as any other parameter.
fn parameter(value: &[u8]) -> Result<Cow<'_, str>, TransportError> {
    // `+` would be a blank, which no token contains: left as it is, it is refused as well.
    if memchr::memchr(b'%', value).is_none() {
        return std::str::from_utf8(value)
            .map(Cow::Borrowed)
            .map_err(|_| TransportError::Parameter);
    }
    percent_decode(value)
        .decode_utf8()
        .map_err(|_| TransportError::Parameter)
}
