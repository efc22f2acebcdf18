//! What an app answered.

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::HostError;

/// An app's answer to a request of the host's.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answer {
    /// The status. Redirects are not followed.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// Where the request went, with its token if it was in the query.
    pub url: Url,
}

impl Answer {
    /// The body, read as JSON.
    ///
    /// # Errors
    /// [`HostError::NotJson`], with the body, when it is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HostError> {
        json(self.status, &self.body)
    }

    /// A header's value as text; `None` when there is none or it is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What the app made of the request's token.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.status)
    }
}

pub(crate) fn json<T: DeserializeOwned>(status: StatusCode, body: &str) -> Result<T, HostError> {
    serde_json::from_str(body).map_err(|error| HostError::NotJson {
        status,
        reason: error.to_string(),
        body: body.to_owned(),
    })
}

/// What an app made of a request's token, as far as a status tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 2xx or 3xx: let in.
    Accepted,
    /// 401 or 403: the token was refused.
    Refused,
    /// Anything else: the token may have been fine, the request failed all the same.
    Failed,
}

impl Verdict {
    pub(crate) fn of(status: StatusCode) -> Verdict {
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Verdict::Refused,
            status if status.is_success() || status.is_redirection() => Verdict::Accepted,
            _ => Verdict::Failed,
        }
    }
}
