//! Events for the manifest's triggers ("Events reference").

use serde_json::{Value, json};

use super::event_body;
use super::invocation::Invocation;
use super::rules::EVENT_LIMIT;
use crate::descriptor::module::Module;
use crate::error::HostError;
use crate::requests::request_context::RequestContext;
use crate::requests::response::AppResponse;
use crate::requests::webhook::{Webhook, next_identifier};
use crate::site::install_state::Installation;
use connect_model::forge::event::{forge_event, webhook_events};

/// The prefix of Forge's event names.
const OF_FORGE: &str = "avi:";

/// The webhook event that a Forge event corresponds to, for a sample of its body; other events are
/// returned as they are.
pub(crate) fn of_webhooks(event: &str) -> &str {
    let stands_for = webhook_events(event).next();
    stands_for.map_or(event, |row| row.event)
}

/// Whether Forge has no equivalent of an event.
pub(crate) fn is_lost(context: &RequestContext, event: &str) -> bool {
    let row = forge_event(event, context.site().product);
    row.is_some_and(|row| row.events.is_empty())
}

/// What a trigger receives for an event: for a webhook's event name, the body in Forge's
/// format; for one of Forge's own names, the body as it is.
pub(crate) fn for_trigger(
    context: &RequestContext,
    installation: &Installation,
    trigger: &Module,
    event: &str,
    body: &Value,
    waits: bool,
) -> Webhook {
    let site = context.site();
    let name = trigger.forge_event(event, site.product);
    let name = name.unwrap_or(event);
    let body = if event.starts_with(OF_FORGE) && body.get("eventType").is_some() {
        body.clone()
    } else {
        let about = event_body::About {
            product: site.product,
            event: of_webhooks(event),
            name,
            user: context.account_id(),
            now: site.clock.now_millis(),
        };
        about.flat(body)
    };
    Webhook {
        event: event.to_owned(),
        url: installation.accepted.base_url.clone(),
        base: installation.accepted.base_url.clone(),
        identifier: next_identifier(site),
        unbound: Vec::new(),
        payload: Some(body.to_string().into_bytes()),
        waits,
        endpoint: trigger.endpoint().map(str::to_owned),
    }
}

/// Sends an event, or sends it again.
pub(crate) async fn deliver(
    webhook: &Webhook,
    context: &RequestContext,
    endpoint: &str,
    retry: u32,
) -> Result<AppResponse, HostError> {
    let purpose = format!("event \"{}\"", webhook.event);
    let installation = context.site().enabled(&purpose)?;
    let payload = webhook.payload.as_deref().unwrap_or_default();
    let mut body: Value = serde_json::from_slice(payload).map_err(HostError::Body)?;
    if retry > 0 {
        // No documented reason fits an app that has simply refused.
        body["retryContext"] = json!({
            "retryCount": retry, "retryReason": "FUNCTION_PLATFORM_UNKNOWN", "retryData": null,
        });
    }
    Invocation::new(context, &installation, &purpose, body)?
        .waiting(webhook.waits)
        .of_forge(context, Some(endpoint), EVENT_LIMIT)
        .await
}
