//! Delivering one webhook.

use std::fmt;

use http::{HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

use super::app_request::AppRequest;
use super::forge::event;
use super::request_context::RequestContext;
use super::response::AppResponse;
use super::webhook::Webhook;
use crate::error::HostError;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::wire::http::{header_value, json_headers};

/// Stays the same in all attempts to deliver one webhook.
const IDENTIFIER: HeaderName = HeaderName::from_static("x-atlassian-webhook-identifier");
/// The number of the retry; absent in the first attempt.
pub(super) const RETRY: HeaderName = HeaderName::from_static("x-atlassian-webhook-retry");
/// Asks an app of connect in development mode to respond once its function has run, with the outcome.
const WAIT: HeaderName = HeaderName::from_static("x-connect-wait");
const HANDLED: HeaderName = HeaderName::from_static("x-connect-handled");
/// `Primary` for what a user did.
const FLOW: HeaderName = HeaderName::from_static("x-atlassian-webhook-flow");

/// A webhook that was sent, and the app's response.
#[derive(Clone)]
#[non_exhaustive]
pub struct WebhookDelivery {
    /// The event.
    pub event: String,
    /// The URL that was requested.
    pub url: Url,
    /// `X-Atlassian-Webhook-Identifier`, which stays the same when the delivery is retried.
    pub identifier: String,
    /// How often it was sent before.
    pub retry: u32,
    /// The status of the response.
    pub status: StatusCode,
    /// The body of the response.
    pub body: String,
    /// The outcome of the app's function: why it failed, if it did. `None` if the app does not
    /// report it, because [`Fire::until_handled`](super::Fire::until_handled) did not ask for it,
    /// or because the response itself is the outcome, as for an `inline` webhook.
    pub handled: Option<Result<(), String>>,
    /// The context parameters of the webhook's URL that had no value and were sent empty.
    pub unbound: Vec<String>,
    base: Url,
    payload: Option<Vec<u8>>,
    waits: bool,
    endpoint: Option<String>,
    context: RequestContext,
}

impl Webhook {
    pub(super) async fn deliver(
        self,
        context: RequestContext,
        retry: u32,
    ) -> Result<WebhookDelivery, HostError> {
        let response = match &self.endpoint {
            Some(endpoint) => event::deliver(&self, &context, endpoint, retry).await?,
            None => self.send(&context, retry).await?,
        };
        let handled = response.headers.get(HANDLED);
        let handled = handled.and_then(|value| value.to_str().ok());
        let handled = handled.map(|outcome| match outcome {
            "done" => Ok(()),
            reason => Err(reason.to_owned()),
        });
        Ok(WebhookDelivery {
            event: self.event,
            url: response.url,
            identifier: self.identifier,
            retry,
            status: response.status,
            body: response.body,
            handled,
            unbound: self.unbound,
            base: self.base,
            payload: self.payload,
            waits: self.waits,
            endpoint: self.endpoint,
            context,
        })
    }

    async fn send(&self, context: &RequestContext, retry: u32) -> Result<AppResponse, HostError> {
        let token = context.request_token("POST", &self.base, &self.url);
        let mut headers = json_headers(&token)?;
        let identifier = header_value(&IDENTIFIER, &self.identifier)?;
        headers.insert(IDENTIFIER, identifier);
        headers.insert(FLOW, HeaderValue::from_static("Primary"));
        if self.waits {
            headers.insert(WAIT, HeaderValue::from_static("until handled"));
        }
        if retry > 0 {
            headers.insert(RETRY, HeaderValue::from(retry));
        }
        let request = AppRequest {
            kind: ExchangeKind::Webhook,
            purpose: format!("webhook \"{}\"", self.event),
            base: &self.base,
            method: Method::POST,
            url: self.url.clone(),
            headers,
            body: self.payload.clone(),
        };
        request.send(&context.running).await
    }
}

impl WebhookDelivery {
    /// Whether it is a Forge event.
    pub(super) fn is_of_forge(&self) -> bool {
        self.endpoint.is_some()
    }

    /// Sends the webhook again, as the host does when the app did not respond with 2xx: with the same
    /// identifier, the retry count incremented, and a fresh token.
    ///
    /// # Errors
    /// [`HostError::Unreachable`].
    pub async fn redeliver(&self) -> Result<WebhookDelivery, HostError> {
        let webhook = Webhook {
            event: self.event.clone(),
            url: self.url.clone(),
            base: self.base.clone(),
            identifier: self.identifier.clone(),
            unbound: self.unbound.clone(),
            payload: self.payload.clone(),
            waits: self.waits,
            endpoint: self.endpoint.clone(),
        };
        webhook.deliver(self.context.clone(), self.retry + 1).await
    }
}

impl fmt::Debug for WebhookDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookDelivery")
            .field("event", &self.event)
            .field("url", &self.url.as_str())
            .field("identifier", &self.identifier)
            .field("retry", &self.retry)
            .field("status", &self.status)
            .field("body", &self.body)
            .field("handled", &self.handled)
            .finish_non_exhaustive()
    }
}
