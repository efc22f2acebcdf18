//! The payload of a webhook.

use std::fmt;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::{Error, Reported};

/// A webhook's body as a `T`, with the delivery headers.
///
/// `T` has the fields that the handler needs; others are ignored, and can be read from
/// [`Event::body`]. If the body is not a `T`, the webhook fails; an `inline` one answers 400.
/// [`events`](crate::events) has ready-made types.
/// 400. There are ready-made `T`s in
/// [`events`](crate::events).
///
/// ```no_run,standalone_crate
/// use connect_runtime::prelude::*;
/// use serde::Deserialize;
/// # connect_runtime::library!();
///
/// /// All that this app needs to know of a page.
/// #[derive(Deserialize)]
/// struct Updated {
///     page: Page,
/// }
///
/// #[derive(Deserialize)]
/// struct Page {
///     title: String,
/// }
///
/// /// Says which page changed.
/// #[webhook(event = "page_updated")]
/// async fn updated(event: Event<Updated>) -> Result<()> {
///     println!("{} changed, delivered {} times before", event.page.title, event.retry());
///     Ok(())
/// }
/// # fn main() {}
/// ```
///
/// The host redelivers an event if it got no answer: [`Event::id`] is the same each time, so a
/// handler that must not act twice can remember it. Source: "Webhooks", "Retry policy".
#[derive(Clone)]
pub struct Event<T> {
    payload: T,
    id: Option<String>,
    retry: u32,
    body: Bytes,
}

impl<T> Event<T> {
    /// The event's identifier (`X-Atlassian-Webhook-Identifier`), the same for every delivery of an
    /// event. Confluence sends none.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// How many deliveries came before this one (`X-Atlassian-Webhook-Retry`): 0 for the first.
    #[must_use]
    pub fn retry(&self) -> u32 {
        self.retry
    }

    /// The body as received, including fields that `T` doesn't have.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The payload alone.
    pub fn into_inner(self) -> T {
        self.payload
    }
}

impl<T> Deref for Event<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.payload
    }
}

/// Omits the body, because it contains users' content.
impl<T: fmt::Debug> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("payload", &self.payload)
            .field("id", &self.id)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// Why an [`Event`] could not be extracted.
#[derive(Debug)]
#[non_exhaustive]
pub enum EventRejection {
    /// The handler is not a webhook, so there is no event: 500, because the app has to be fixed.
    NoWebhook,
    /// The body is not JSON of the handler's type: 400.
    Misfit(serde_json::Error),
}

impl IntoResponse for EventRejection {
    fn into_response(self) -> Response {
        match self {
            Self::NoWebhook => {
                tracing::error!("`Event` is an argument of `#[webhook]` handlers only");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Self::Misfit(error) => {
                tracing::debug!(%error, "a webhook's body does not fit its handler");
                let mut response = (StatusCode::BAD_REQUEST, "unexpected body").into_response();
                // The route knows the tenant and the module, and logs a warning.
                let misfit = Error::new(misfit(&error)).with_status(StatusCode::BAD_REQUEST);
                response.extensions_mut().insert(Reported(misfit));
                response
            }
        }
    }
}

/// Describes what is wrong with a body without quoting it: it contains users' content, which
/// serde's messages may repeat. The name of a missing field comes from the handler.
fn misfit(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let kind = match error.classify() {
        Category::Data if text.starts_with("missing field `") => {
            text.split(" at line").next().unwrap_or_default()
        }
        Category::Data => "a value of another type than the handler's",
        Category::Syntax => "not JSON",
        Category::Eof => "it breaks off",
        Category::Io => "it can't be read",
    };
    format!(
        "the webhook's body does not fit its handler: {kind} (line {}, column {})",
        error.line(),
        error.column()
    )
}

/// Taken from the request's head, where the route has put the body, so that a handler may take its
/// event first and another extractor last.
impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Event<T> {
    type Rejection = EventRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, EventRejection> {
        let id = text(&parts.headers, "x-atlassian-webhook-identifier").map(str::to_owned);
        let retry = text(&parts.headers, "x-atlassian-webhook-retry")
            .and_then(|count| count.parse().ok())
            .unwrap_or_default();
        let Some(Delivered(body)) = parts.extensions.get::<Delivered>().cloned() else {
            return Err(EventRejection::NoWebhook);
        };
        let payload = serde_json::from_slice(&body).map_err(EventRejection::Misfit)?;
        Ok(Self {
            payload,
            id,
            retry,
            body,
        })
    }
}

/// A webhook's body, as its route passes it to the extractor.
#[derive(Debug, Clone)]
pub(crate) struct Delivered(pub(crate) Bytes);

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
