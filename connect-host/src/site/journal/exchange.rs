//! One request to the app.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};

use super::Entry;
use super::body::RecordedBody;
use super::exchange_kind::ExchangeKind;
use super::finding::Finding;
use super::replay::SentRequest;
use super::token::RecordedToken;

/// One request to the app, for tables and failure messages: of the host, or of a browser that shows a page
/// of the app. Holds no token and no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedExchange {
    /// Its number, by which [`Host::replay`](crate::Host::replay) finds it: unique among the requests of
    /// both directions.
    pub id: u64,
    /// When it was sent, by the host's clock.
    pub at: SystemTime,
    /// What the host asks with it.
    pub kind: ExchangeKind,
    /// Whether a browser has sent it, and not the host: an observer has read along.
    pub by_browser: bool,
    /// What it was for: `descriptor`, `installed`, `open "votes"`, `webhook "jira:issue_created"`.
    pub purpose: String,
    /// The method.
    pub method: Method,
    /// The address, with `…` for its `jwt` parameter.
    pub url: String,
    /// The headers that were sent.
    pub request_headers: HeaderMap,
    /// The body that was sent.
    pub request_body: RecordedBody,
    /// The token that was sent; `None` when there was none.
    pub token: Option<RecordedToken>,
    /// The answer's status; `None` when there was no answer.
    pub status: Option<StatusCode>,
    /// The answer's headers; none when there was no answer.
    pub headers: HeaderMap,
    /// The answer's body; empty when there was no answer.
    pub body: RecordedBody,
    /// How long the answer took.
    pub took: Duration,
    /// What the app did wrong.
    pub findings: Vec<Finding>,
    /// What it takes to send it again.
    pub(crate) sent: SentRequest,
}

impl RecordedExchange {
    /// A header that was sent, as text.
    #[must_use]
    pub fn request_header(&self, name: &str) -> Option<&str> {
        self.request_headers.get(name)?.to_str().ok()
    }
}

impl Entry for RecordedExchange {
    fn bytes(&self) -> usize {
        // What the headers take is little beside a page, and about the same for each.
        let token = self.token.as_ref().map_or(0, RecordedToken::len);
        1024 + self.url.len() + self.request_body.len() + self.body.len() + token + self.sent.len()
    }
}
