//! One request to the app.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};

use super::Entry;
use super::body::RecordedBody;
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

/// What the host asks of the app with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExchangeKind {
    /// Its descriptor.
    Descriptor,
    /// To take note of a step of its life: `installed`, `enabled`, and so on.
    Lifecycle,
    /// A page for an iframe.
    Page,
    /// The content of a static macro.
    StaticMacro,
    /// Something for the app's own page.
    Endpoint,
    /// To hear of an event.
    Webhook,
    /// Something that a browser fetches for a page of the app: a script, a picture.
    Browser,
    /// Something for a page of the app on Forge: the page itself, or what its script asks for.
    Invocation,
    /// To hear of an event on Forge, or to do something at a time or in place of the product.
    ForgeCall,
    /// Anything else that a host asks from server to server, such as a condition.
    Request,
}

impl ExchangeKind {
    /// The word for it in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ExchangeKind::Descriptor => "descriptor",
            ExchangeKind::Lifecycle => "lifecycle",
            ExchangeKind::Page => "page",
            ExchangeKind::StaticMacro => "static macro",
            ExchangeKind::Endpoint => "endpoint",
            ExchangeKind::Webhook => "webhook",
            ExchangeKind::Browser => "browser",
            ExchangeKind::Invocation => "invocation",
            ExchangeKind::ForgeCall => "Forge call",
            ExchangeKind::Request => "request",
        }
    }
}

impl fmt::Display for ExchangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
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
