//! Sending the webhooks about changes on the site.

use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::Value;

use super::delivery::WebhookDelivery;
use super::forge::event;
use super::request_context::RequestContext;
use super::running_site::RunningSite;
use super::told_webhook::ToldWebhook;
use super::webhook::{Webhook, next_identifier};
use super::webhook_body;
use crate::descriptor::context::resolve;
use crate::error::HostError;
use crate::site::outbox::{Outbox, Outgoing};
use crate::wire::task::BackgroundTask;
use crate::wire::url::below;

/// How many times a webhook is sent at most ("Webhooks": retries).
const TRIES: u32 = 5;

/// The wait before the first retry, doubled for each further one. The platform waits for minutes.
const PAUSE: Duration = Duration::from_millis(100);

/// How many sent webhooks are kept until they are read.
const REMEMBERED: usize = 1000;

/// Sends what is in the outbox, one webhook after another, until the task is dropped.
pub(crate) fn spawn(running: Weak<RunningSite>, outbox: Weak<Outbox>) -> BackgroundTask {
    BackgroundTask::spawn(async move {
        while let Some(outbox) = outbox.upgrade() {
            let outgoing = outbox.next().await;
            let Some(running) = running.upgrade() else {
                return;
            };
            if let Ok(webhook) = send(&running, &outgoing).await {
                let mut sent = running.sent_webhooks.lock();
                if sent.len() == REMEMBERED {
                    sent.pop_front();
                }
                sent.push_back(webhook);
            }
            outbox.done();
        }
    })
}

async fn send(running: &Arc<RunningSite>, outgoing: &Outgoing) -> Result<ToldWebhook, HostError> {
    let purpose = format!("webhook \"{}\"", outgoing.event);
    let installation = running.site.enabled(&purpose)?;
    let mut context = RequestContext::new(running);
    match &outgoing.user {
        Some(user) => context.set_user(user),
        None => context.set_anonymous(),
    }
    if installation.accepted.forge.is_some() {
        let trigger = &outgoing.webhook;
        let webhook = event::for_trigger(
            &context,
            &installation,
            trigger,
            outgoing.event,
            &outgoing.body,
            true,
        );
        return send_all(running, webhook, context, &purpose).await;
    }
    let template = outgoing.webhook.url.as_deref().unwrap_or_default();
    let resolved = resolve(template, |name| {
        let given = || {
            let found = outgoing.parameters.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        webhook_body::value(&outgoing.body, name).or_else(given)
    });
    let base = installation.accepted.base_url.clone();
    let without_body = outgoing.webhook.properties.get("excludeBody") == Some(&Value::Bool(true));
    let webhook = Webhook {
        event: outgoing.event.to_owned(),
        url: below(&base, &resolved.url, &purpose)?,
        base,
        identifier: next_identifier(&running.site),
        unbound: resolved.unbound,
        payload: (!without_body).then(|| outgoing.body.to_string().into_bytes()),
        // So that waiting for the site to settle includes the app's function.
        waits: true,
        endpoint: None,
    };
    send_all(running, webhook, context, &purpose).await
}

/// Sends a webhook, retrying as often as the product does.
async fn send_all(
    running: &RunningSite,
    mut webhook: Webhook,
    context: RequestContext,
    purpose: &str,
) -> Result<ToldWebhook, HostError> {
    let mut sent = ToldWebhook {
        event: webhook.event.clone(),
        url: webhook.url.clone(),
        identifier: webhook.identifier.clone(),
        tries: 0,
        status: None,
        handled: None,
    };
    for retry in 0..TRIES {
        if retry > 0 {
            tokio::time::sleep(PAUSE * 2_u32.pow(retry - 1)).await;
            // A slow function is not waited for twice.
            webhook.waits = false;
            running.site.enabled(purpose)?;
        }
        sent.tries = retry + 1;
        match webhook.clone().deliver(context.clone(), retry).await {
            Ok(delivery) => {
                sent.status = Some(delivery.status);
                sent.url.clone_from(&delivery.url);
                sent.handled.clone_from(&delivery.handled);
                if !is_repeated(&delivery) {
                    break;
                }
            }
            Err(_) => sent.status = None,
        }
    }
    Ok(sent)
}

/// Whether the product retries a webhook after this response: one that means "not now".
fn is_repeated(delivery: &WebhookDelivery) -> bool {
    let status = delivery.status;
    if delivery.is_of_forge() {
        return !status.is_success();
    }
    // An app that reports the outcome of its function retries it on its own.
    delivery.handled.is_none()
        && (status.is_server_error() || matches!(status.as_u16(), 408 | 409 | 425 | 429))
}
