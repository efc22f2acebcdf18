//! A webhook of a change, once it was sent.

use http::StatusCode;
use url::Url;

/// A webhook that was sent because of a change, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToldWebhook {
    /// The event.
    pub event: String,
    /// The URL that was requested.
    pub url: Url,
    /// `X-Atlassian-Webhook-Identifier`: the same in all tries.
    pub identifier: String,
    /// How often it was sent.
    pub tries: u32,
    /// The last answer's status; `None` when there was none.
    pub status: Option<StatusCode>,
    /// The outcome of the app's function, where the app reports it: why it failed, if it did.
    pub handled: Option<Result<(), String>>,
}
