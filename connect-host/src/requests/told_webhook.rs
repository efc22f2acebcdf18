//! A webhook about a change, after it was sent.

use http::StatusCode;
use url::Url;

/// A webhook that was sent because of a change, whatever its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToldWebhook {
    /// The event.
    pub event: String,
    /// The URL that was requested.
    pub url: Url,
    /// `X-Atlassian-Webhook-Identifier`, the same in all attempts.
    pub identifier: String,
    /// How many times it was sent.
    pub tries: u32,
    /// The status of the last response; `None` if there was none.
    pub status: Option<StatusCode>,
    /// The outcome of the app's function, if the app reports it: why it failed, if it did.
    pub handled: Option<Result<(), String>>,
}
