//! The name of one request, by which its page, its answer and its log lines are found.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::serve::Passage;

/// Where a proxy names a request, and where the answer repeats the name.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that is taken from a proxy, in bytes.
const LONGEST: usize = 64;

/// The name of a request: in the answer's `X-Request-Id`, on the error page, and on every line that
/// is logged while the request is handled.
///
/// It is the one that a proxy gave (`X-Request-Id`), if it has at most 64 characters, all of them
/// letters, digits, `-`, `_` or `.`; otherwise a new one.
///
/// ```
/// use connect_runtime::extract::RequestId;
/// use connect_runtime::prelude::*;
///
/// connect_runtime::library!();
///
/// #[public(GET "/about")]
/// async fn about(request: RequestId) -> String {
///     format!("request {request}")
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Name);

/// A name that was made is written out as a header once, where the answer gets it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Given(HeaderValue),
    Made([u8; 16]),
}

impl RequestId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // It is ASCII, by `is_sane` or as it was made.
        match &self.0 {
            Name::Given(header) => header.to_str().unwrap_or_default(),
            Name::Made(digits) => std::str::from_utf8(digits).unwrap_or_default(),
        }
    }

    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match headers.get(X_REQUEST_ID) {
            Some(id) if is_sane(id.as_bytes()) => Self(Name::Given(id.clone())),
            _ => Self::new(),
        }
    }

    fn new() -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let random = fastrand::u64(..);
        Self(Name::Made(std::array::from_fn(|at| {
            DIGITS[(random >> (60 - 4 * at)) as usize & 0xf]
        })))
    }

    /// As the answer's header.
    pub(crate) fn header(&self) -> HeaderValue {
        match &self.0 {
            Name::Given(header) => header.clone(),
            Name::Made(digits) => {
                HeaderValue::from_bytes(digits).unwrap_or(HeaderValue::from_static("-"))
            }
        }
    }
}

fn is_sane(id: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST).contains(&id.len()) && id.iter().all(is_plain)
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let passage = Passage::of(&parts.extensions);
        Ok(passage.map_or_else(Self::new, |passage| passage.id.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> RequestId {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_str(id).unwrap());
        RequestId::of(&headers)
    }

    #[test]
    fn only_a_plain_name_is_taken_from_outside() {
        assert_eq!(
            of("0af7651916cd43dd_8448.eb-1").as_str(),
            "0af7651916cd43dd_8448.eb-1"
        );
        assert_eq!(of(&"a".repeat(64)).as_str().len(), 64);
        for other in ["", "a b", "<b>", "a\"b", "ä", "a,b", &"a".repeat(65)] {
            let made = of(other);
            assert_ne!(made.as_str(), other);
            assert_eq!(made.as_str().len(), 16, "{other}");
        }
    }
}
