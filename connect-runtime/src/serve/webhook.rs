//! The route of a webhook: it is verified, stored and answered; its function runs from the queue.
//!
//! A host doesn't redeliver once it has been answered, and gives up waiting after some seconds
//! ("Webhooks", "Retry policy"). So the response waits until the delivery is on disk, and for
//! nothing else.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_store::jobs::{JobId, NewJob};
use http::header::RETRY_AFTER;
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use tokio::sync::{Semaphore, SemaphorePermit};
use tower::Service;

use super::body::{announced_length, read_body};
use super::core::Core;
use super::panic_and_timeout::guarded;
use super::served::Passage;
use crate::auth::rejection::RETRY_AFTER_SECONDS;
use crate::error::WithCauses;
use crate::error_answer::ErrorAnswer;
use crate::handler::RejectionResponse;
use crate::registry::InOrder;
use crate::tenants::Tenant;
use crate::work::{Envelope, OfRequest, order_of};

/// The host's identifier of an event: the same for every delivery.
pub(super) const IDENTIFIER: HeaderName = HeaderName::from_static("x-atlassian-webhook-identifier");

/// How many deliveries of it came before.
pub(super) const RETRY: HeaderName = HeaderName::from_static("x-atlassian-webhook-retry");

/// The maximum length of an identifier that is used, in bytes.
const LONGEST: usize = 255;

/// Sent by a developer's local host to get the response after the function has run.
const WAIT: HeaderName = HeaderName::from_static("x-connect-wait");
/// How the run ended: `done`, or why it failed.
const HANDLED: HeaderName = HeaderName::from_static("x-connect-handled");
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Longer bodies are counted: the number of connections already bounds shorter ones.
const SHORT: usize = 64 << 10;
/// The total size of all long bodies that are being read at once, and the unit in which it is
/// counted, in bytes.
const ROOM: usize = 256 << 20;
const UNIT: usize = 1 << 10;
static LONG_BODIES: Semaphore = Semaphore::const_new(ROOM / UNIT);

/// A webhook. One value per route, shared by all requests.
pub(super) struct Webhook {
    pub(super) core: Arc<Core>,
    /// Its name in logs: `webhook "greet"`.
    pub(super) label: Arc<str>,
    /// The kind of its jobs.
    pub(super) kind: String,
    pub(super) in_order: Option<InOrder>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl Webhook {
    async fn answer(&self, request: Request) -> Response {
        if let Some(passage) = Passage::of(request.extensions()) {
            passage.at(&self.label);
        }
        let (parts, body) = request.into_parts();
        let answer = self.accept(&parts, body).await;
        answer.unwrap_or_else(IntoResponse::into_response)
    }

    async fn accept(&self, parts: &Parts, body: Body) -> Result<Response, RejectionResponse> {
        let core = &self.core;
        let verified = core.verifier.request(parts, None).await;
        // None of the body has been read so far.
        let verified = verified.map_err(RejectionResponse::new)?;
        let tenant = verified.active.tenant();
        if let Some(passage) = Passage::of(&parts.extensions) {
            passage.by(tenant);
        }
        let body = whole(core, &self.label, parts, body, tenant).await?;

        let stored = Envelope::of_request(
            &OfRequest {
                parts,
                account_id: verified.account_id.as_deref(),
                context: Some(&verified.context),
            },
            &body,
        );
        let app_key = core.app_key.as_str();
        let mut job = NewJob::new(app_key, tenant.client_key(), self.kind.as_str(), stored);
        job.delivery = identifier(parts);
        job.order = self.in_order.map(|in_order| order_of(in_order, &body));
        drop(body);
        let accepted = core.queue.store.accept(job).await.map_err(|error| {
            let (tenant, error) = (tenant.client_key(), WithCauses(&error));
            tracing::error!(tenant, webhook = &*self.label, %error, "a webhook could not be stored");
            RejectionResponse::new(unavailable())
        })?;
        Ok(taken(core, parts, &[accepted.id()]).await)
    }
}

/// The response to a delivery that is stored. A developer's local host gets it after its functions
/// have run.
pub(super) async fn taken(core: &Core, parts: &Parts, jobs: &[JobId]) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if core.development && parts.headers.contains_key(WAIT) {
        let mut text = "done".to_owned();
        for job in jobs {
            match core.settled.of(*job, LONGEST_WAIT).await {
                Some(None) => {}
                Some(Some(reason)) => text = reason,
                None => "still running".clone_into(&mut text),
            }
        }
        response.headers_mut().insert(HANDLED, visible(&text));
    }
    response
}

/// Reads the whole body of a verified caller's request.
pub(super) async fn whole(
    core: &Core,
    label: &str,
    parts: &Parts,
    body: Body,
    tenant: &Tenant,
) -> Result<Bytes, RejectionResponse> {
    let limit = core.webhook_limit;
    let _room = match room(parts, &body, limit) {
        Ok(room) => room,
        Err(Full) => {
            let tenant = tenant.client_key();
            tracing::warn!(tenant, webhook = label, "no room for a long webhook now");
            return Err(RejectionResponse::new(unavailable()));
        }
    };
    let read = read_body(body, &parts.headers, limit).await;
    read.map_err(|refused| {
        let response = refused.into_response();
        if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let tenant = tenant.client_key();
            tracing::warn!(
                tenant,
                webhook = label,
                limit,
                "a webhook's body was too long, so its event is lost: raise CONNECT_WEBHOOK_LIMIT if the host sends such"
            );
        }
        RejectionResponse::new(response)
    })
}

struct Full;

/// Reserves room for a long body while it is read and stored.
fn room(
    parts: &Parts,
    body: &Body,
    limit: usize,
) -> Result<Option<SemaphorePermit<'static>>, Full> {
    if body.is_end_stream() {
        return Ok(None);
    }
    // A length too large to be counted is rejected as too long.
    let announced = announced_length(&parts.headers)
        .map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    let length = announced.unwrap_or(limit).min(limit);
    if length <= SHORT {
        return Ok(None);
    }
    let units = u32::try_from(length.min(ROOM) / UNIT).unwrap_or(u32::MAX);
    LONG_BODIES
        .try_acquire_many(units)
        .map(Some)
        .map_err(|_| Full)
}

/// The deduplication id of a delivery; `None` if the host sends none, as with Confluence.
fn identifier(parts: &Parts) -> Option<String> {
    let id = parts.headers.get(IDENTIFIER)?.to_str().ok()?.trim();
    (1..=LONGEST).contains(&id.len()).then(|| id.to_owned())
}

fn unavailable() -> Response {
    let mut response = ErrorAnswer::new(StatusCode::SERVICE_UNAVAILABLE).into_response();
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
    response
}

/// A sentence as the value of a header.
fn visible(text: &str) -> HeaderValue {
    let line: String = text
        .chars()
        .take(400)
        .map(|letter| {
            if (' '..='~').contains(&letter) {
                letter
            } else {
                '?'
            }
        })
        .collect();
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static("?"))
}

/// A [`Webhook`] as an axum service.
pub(super) fn service(
    webhook: Webhook,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync
{
    let webhook = Arc::new(webhook);
    tower::service_fn(move |request| {
        let webhook = Arc::clone(&webhook);
        async move {
            let limit = webhook.core.request_timeout;
            let answer = std::pin::pin!(webhook.answer(request));
            Ok(guarded(limit, &webhook.label, answer).await)
        }
    })
}
