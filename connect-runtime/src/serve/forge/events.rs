//! `/forge/events` and `/forge/gone`: events of the product, and of the installation itself.
//!
//! Forge waits five seconds and retries four times ("Product events reference"), so an event is
//! answered once it is stored, and processed from the queue like a Connect webhook. It names the
//! endpoint rather than the trigger, so each function that handles the event gets a job.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_auth::fingerprint;
use connect_auth::forge::InvocationToken;
use connect_auth::token::TokenContext;
use connect_events::forge::Event;
use connect_model::declaration::Declaration;
use connect_model::forge::event::{INSTALLED, UPGRADED, webhook_events};
use connect_store::jobs::{JobError, JobId, NewJob};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Method, Request, StatusCode};
use serde_json::{Map, Value, json};

use super::admit::unavailable;
use super::template::Template;
use super::{Forge, JSON};
use crate::error::WithCauses;
use crate::extract::Invocation;
use crate::lifecycle::LifecycleEvent;
use crate::registry::{InOrder, Registration};
use crate::serve::core::Core;
use crate::serve::endpoint::Invoked;
use crate::serve::served::Passage;
use crate::serve::{audit, hooks, webhook};
use crate::tenants::Tenant;
use crate::work::{Envelope, Handlers, OfRequest, order_of};

/// A function of the app that handles events.
#[derive(Debug)]
pub(super) struct Listener {
    /// Connect event names, in the order in which they are matched.
    events: Vec<String>,
    url: Template,
    /// The kind of its jobs.
    kind: String,
    in_order: Option<InOrder>,
}

impl Listener {
    /// The listener for a registration, if it handles events.
    pub(super) fn of(registration: &Registration, handlers: &Handlers) -> Option<Self> {
        let declaration = &registration.declaration;
        if declaration.kind != "webhooks" {
            return None;
        }
        let path = &declaration.route.as_ref()?.path;
        let properties: Value = serde_json::from_str(&declaration.properties).ok()?;
        let events = match properties.get("event")? {
            Value::String(event) => vec![event.clone()],
            Value::Array(events) => {
                let names = events.iter().filter_map(Value::as_str);
                names.map(str::to_owned).collect()
            }
            _ => return None,
        };
        Some(Self {
            events,
            url: Template::of(url_of(declaration, &properties)),
            kind: handlers.forge_at(path)?.to_owned(),
            in_order: registration.work.in_order,
        })
    }

    /// The Connect event that this one is handled as.
    fn takes<'l>(&'l self, event: &Event, names: &[&str]) -> Option<&'l str> {
        let mut events = self.events.iter().map(String::as_str);
        events.find(|name| names.contains(name) && event.is(name))
    }
}

/// The URL of a callback, which may contain context parameters.
pub(super) fn url_of<'d>(declaration: &'d Declaration, properties: &'d Value) -> &'d str {
    let url = properties.get("url").and_then(Value::as_str);
    let path = || declaration.route.as_ref().map(|route| route.path.as_ref());
    url.or_else(path).unwrap_or_default()
}

impl Forge {
    /// Handles an event: stores a job for each function that handles it.
    pub(super) async fn event(&self, parts: &Parts, body: &Bytes, invoked: &Invoked) -> Response {
        let tenant = invoked.active.tenant();
        let Ok(event) = Event::read(body) else {
            tracing::warn!(
                tenant = tenant.client_key(),
                bytes = body.len(),
                "an event of Forge that is not a JSON object is dropped"
            );
            return StatusCode::NO_CONTENT.into_response();
        };
        let stored = match event.name() {
            Some(INSTALLED | UPGRADED) => self.installed(parts, &event, body, invoked).await,
            Some(name) => self.product_event(parts, name, &event, invoked).await,
            None => {
                tracing::warn!(
                    tenant = tenant.client_key(),
                    members = ?event.members(),
                    "an event of Forge that does not state its name is dropped"
                );
                Ok(Vec::new())
            }
        };
        self.taken(parts, stored, "an event of Forge").await
    }

    async fn product_event(
        &self,
        parts: &Parts,
        name: &str,
        event: &Event,
        invoked: &Invoked,
    ) -> Result<Vec<JobId>, JobError> {
        let client_key = invoked.active.tenant().client_key();
        let names: Vec<&str> = webhook_events(name).map(|row| row.event).collect();
        let delivery = event.identity().map(|it| hex(&fingerprint::of(&it)));
        let context = TokenContext::of(claim(&invoked.invocation).to_string());
        let mut stored = Vec::new();
        for listener in &self.listeners {
            let Some(webhook) = listener.takes(event, &names) else {
                continue;
            };
            let body = event.as_webhook(webhook);
            let filled = listener
                .url
                .fill(|name| connect_events::parameter(&body, name));
            let body = body.to_string();
            let parts = delivered(parts, &filled.target(), event, delivery.as_deref());
            let request = OfRequest {
                parts: &parts,
                account_id: event.account_id(),
                context: Some(&context),
            };
            let envelope = Envelope::of_request(&request, body.as_bytes());
            let app_key = self.core.app_key.as_str();
            let mut job = NewJob::new(app_key, client_key, listener.kind.as_str(), envelope);
            job.delivery.clone_from(&delivery);
            job.order = listener.in_order.map(|it| order_of(it, body.as_bytes()));
            stored.push(self.core.queue.store.accept(job).await?.id());
        }
        if stored.is_empty() {
            tracing::info!(
                tenant = client_key,
                event = ?name,
                members = ?event.members(),
                "no function of the app handles an event of Forge"
            );
        }
        Ok(stored)
    }

    /// The app was installed or updated. The installation is already recorded, as with each call.
    async fn installed(
        &self,
        parts: &Parts,
        event: &Event,
        body: &Bytes,
        invoked: &Invoked,
    ) -> Result<Vec<JobId>, JobError> {
        let tenant = invoked.active.tenant();
        audit::installed_on_forge(tenant);
        let token = invoked.invocation.token();
        let name = event.name().unwrap_or_default();
        let version = token.version.as_deref().unwrap_or_default();
        // Forge announces the installation of a version once, and retries if it gets no answer.
        let delivery = format!("{name} {} {version}", token.installation_id);
        let told = serde_json::from_slice(body).unwrap_or_default();
        let body = lifecycle(&self.core, LifecycleEvent::Installed, tenant, told, token);
        hooks::enqueue(
            &self.core,
            LifecycleEvent::Installed,
            parts,
            body.to_string().as_bytes(),
            tenant.client_key(),
            Some(&delivery),
        )
        .await
    }

    /// The last call before the app is removed. The response has no effect, and the body is undocumented,
    /// so it is not read.
    pub(super) async fn gone(&self, parts: &Parts, token: &InvocationToken) -> Response {
        let ended = self
            .core
            .tenants
            .uninstall_forge(&token.installation_id, token.issued_at)
            .await;
        let tenant = match ended {
            Ok(Some(tenant)) => tenant,
            // Unknown, or already gone: Forge retries, and each call gets the same response.
            Ok(None) => return StatusCode::NO_CONTENT.into_response(),
            Err(error) => {
                tracing::error!(error = %WithCauses(&error), "the end of an installation could not be stored");
                return unavailable();
            }
        };
        let client_key = tenant.client_key();
        self.core.forget_user_tokens(client_key);
        audit::uninstalled(&tenant);
        let stored = async {
            let store = &self.core.queue.store;
            store.forget(&self.core.app_key, client_key).await?;
            let event = LifecycleEvent::Uninstalled;
            let body = lifecycle(&self.core, event, &tenant, Map::new(), token).to_string();
            hooks::enqueue(&self.core, event, parts, body.as_bytes(), client_key, None).await
        };
        self.taken(parts, stored.await, "the end of an installation")
            .await
    }

    /// The response once the jobs are stored.
    pub(super) async fn taken(
        &self,
        parts: &Parts,
        stored: Result<Vec<JobId>, JobError>,
        what: &str,
    ) -> Response {
        match stored {
            Ok(jobs) => webhook::taken(&self.core, parts, &jobs).await,
            Err(error) => {
                tracing::error!(error = %WithCauses(&error), what, "what Forge called could not be stored");
                unavailable()
            }
        }
    }
}

/// The signed facts about a call outside of pages: only the licence.
pub(super) fn claim(invocation: &Invocation) -> Value {
    invocation.claim().into()
}

/// The request head of the Connect webhook that an event becomes.
fn delivered(call: &Parts, target: &str, event: &Event, delivery: Option<&str>) -> Parts {
    let mut parts = head(call, target);
    let retry = HeaderValue::from(event.retry());
    parts.headers.insert(webhook::RETRY, retry);
    if let Some(delivery) = delivery.and_then(|it| HeaderValue::from_str(it).ok()) {
        parts.headers.insert(webhook::IDENTIFIER, delivery);
    }
    parts
}

/// The head of a request that is processed later, with the request id of the call that brought it.
pub(super) fn head(call: &Parts, target: &str) -> Parts {
    let mut parts = Request::new(()).into_parts().0;
    parts.method = Method::POST;
    if let Ok(uri) = target.parse() {
        parts.uri = uri;
    }
    parts.headers.insert(CONTENT_TYPE, JSON);
    if let Some(passage) = Passage::of(&call.extensions) {
        parts.extensions.insert(std::sync::Arc::clone(passage));
    }
    parts
}

/// The payload for a hook: that of Connect's lifecycle, together with what Forge has sent.
fn lifecycle(
    core: &Core,
    event: LifecycleEvent,
    tenant: &Tenant,
    told: Map<String, Value>,
    token: &InvocationToken,
) -> Value {
    let mut body = told;
    // Forge's event has a field of this name with another meaning.
    body.retain(|name, value| name != "description" || value.is_string());
    for (name, value) in [
        ("key", json!(core.app_key)),
        ("clientKey", json!(tenant.client_key())),
        ("eventType", json!(event.as_str())),
        ("baseUrl", json!(tenant.base_url().as_str())),
        ("productType", json!(tenant.product().name())),
        ("installationId", json!(token.installation_id)),
        ("cloudId", json!(token.cloud_id())),
    ] {
        body.insert(name.to_owned(), value);
    }
    body.into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
