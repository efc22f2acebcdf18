//! The app's response to a request.

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::HostError;
use crate::site::journal::finding::Finding;
use crate::wire::http::json;

/// The app's response to a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AppResponse {
    /// The status. Redirects are not followed.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The URL that was requested, with its token if it was in the query.
    pub url: Url,
    /// What is wrong with it, the most serious first.
    pub findings: Vec<Finding>,
}

impl AppResponse {
    /// The body, read as JSON.
    ///
    /// # Errors
    /// [`HostError::NotJson`], with the body, when it is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HostError> {
        json(self.status, &self.body)
    }

    /// The elements of the page that match the CSS selector, in document order.
    ///
    /// # Errors
    /// [`DocumentError::Selector`](crate::DocumentError::Selector).
    #[cfg(feature = "html")]
    pub fn select(&self, selector: &str) -> Result<Vec<crate::Element>, HostError> {
        Ok(crate::document::select(&self.body, &self.url, selector)?)
    }

    /// The only element of the page that matches the CSS selector.
    ///
    /// # Errors
    /// [`HostError::InPage`] when nothing matches, or more than one element.
    #[cfg(feature = "html")]
    pub fn one(&self, selector: &str) -> Result<crate::Element, HostError> {
        Ok(crate::document::one(&self.body, &self.url, selector)?)
    }

    /// A header's value as text; `None` if it is missing or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How the app judged the request's token.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.status)
    }
}

/// How an app judged a request's token, judging by the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 2xx or 3xx: the token was accepted.
    Accepted,
    /// 401 or 403: the token was refused.
    Refused,
    /// Anything else: the token may be valid, but the request failed.
    Failed,
}

impl Verdict {
    pub(super) fn of(status: StatusCode) -> Verdict {
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Verdict::Refused,
            status if status.is_success() || status.is_redirection() => Verdict::Accepted,
            _ => Verdict::Failed,
        }
    }
}
