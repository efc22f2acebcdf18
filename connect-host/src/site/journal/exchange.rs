//! A recorded request to the app.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};

use super::Entry;
use super::body::RecordedBody;
use super::exchange_kind::ExchangeKind;
use super::finding::Finding;
use super::replay::SentRequest;
use super::token::RecordedToken;

/// A request to the app, from the host or from a browser that shows a page of the app, for tables and
/// failure messages. Contains no token and no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedExchange {
    /// Its number, by which [`Host::replay`](crate::Host::replay) finds it: unique among the requests of
    /// both directions.
    pub id: u64,
    /// When it was sent, by the host's clock.
    pub at: SystemTime,
    /// What the host asks for.
    pub kind: ExchangeKind,
    /// Whether a browser sent it, as seen by an observer, and not the host.
    pub by_browser: bool,
    /// Its purpose: `descriptor`, `installed`, `open "votes"`, `webhook "jira:issue_created"`.
    pub purpose: String,
    /// The method.
    pub method: Method,
    /// The URL, with `…` in place of the value of `jwt`.
    pub url: String,
    /// The headers that were sent.
    pub request_headers: HeaderMap,
    /// The body that was sent.
    pub request_body: RecordedBody,
    /// The token that was sent; `None` if there was none.
    pub token: Option<RecordedToken>,
    /// The status of the response; `None` if there was none.
    pub status: Option<StatusCode>,
    /// The headers of the response; empty if there was none.
    pub headers: HeaderMap,
    /// The body of the response; empty if there was none.
    pub body: RecordedBody,
    /// How long the response took.
    pub took: Duration,
    /// What the app did wrong.
    pub findings: Vec<Finding>,
    /// What is needed to send it again.
    pub(crate) sent: SentRequest,
}

impl RecordedExchange {
    /// A request header as text.
    #[must_use]
    pub fn request_header(&self, name: &str) -> Option<&str> {
        self.request_headers.get(name)?.to_str().ok()
    }
}

impl Entry for RecordedExchange {
    fn bytes(&self) -> usize {
        // Headers take little memory beside a page, and about the same for each entry.
        let token = self.token.as_ref().map_or(0, RecordedToken::len);
        1024 + self.url.len() + self.request_body.len() + self.body.len() + token + self.sent.len()
    }
}
