//! The id of a request, which identifies its page, its response and its log lines.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::serve::Passage;

/// The header in which a proxy sends the id, and in which the response repeats it.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is accepted from a proxy, in bytes.
const LONGEST: usize = 64;

/// The id of a request: sent in the response's `X-Request-Id`, shown on the error page, and
/// included in every line that is logged while the request is handled.
///
/// A proxy's id (`X-Request-Id`) is kept if it has at most 64 characters, all of them letters,
/// digits, `-`, `_` or `.`; otherwise a new one is generated.
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

/// A generated id is formatted as a header once, when it is added to the response.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Given(HeaderValue),
    Made([u8; 16]),
}

impl RequestId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // It is ASCII, as checked by `is_sane` or as generated.
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

    /// As the response's header.
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
