//! Sending the webhooks of what has changed on the site.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::Duration;

use http::StatusCode;
use serde_json::Value;
use tokio::task::JoinHandle;
use url::Url;

use super::delivery::{Webhook, WebhookDelivery};
use super::fire::next_identifier;
use super::forge::event;
use super::request_context::RequestContext;
use super::running_site::RunningSite;
use super::webhook_body;
use crate::descriptor::context::resolve;
use crate::error::HostError;
use crate::site::outbox::{Outbox, Outgoing};
use crate::wire::url::below;

/// How often a webhook is sent at most ("Webhooks": retries).
const TRIES: u32 = 5;

/// How long to wait before the first repetition; each further wait is twice as long. The platform
/// waits for minutes.
const PAUSE: Duration = Duration::from_millis(100);

/// How many sent webhooks are remembered until they are asked for.
const REMEMBERED: usize = 1000;

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
    /// What the app's function made of it, where the app says so: why it failed, if it did.
    pub handled: Option<Result<(), String>>,
}

/// What was sent since it was last asked.
pub(crate) type Told = VecDeque<ToldWebhook>;

/// Sends what waits in the outbox, one after the other, until this is dropped.
pub(crate) struct Teller(JoinHandle<()>);

impl Teller {
    pub(crate) fn spawn(running: Weak<RunningSite>, outbox: Weak<Outbox>) -> Teller {
        Teller(tokio::spawn(async move {
            while let Some(outbox) = outbox.upgrade() {
                let outgoing = outbox.next().await;
                let Some(running) = running.upgrade() else {
                    return;
                };
                if let Ok(told) = send(&running, &outgoing).await {
                    let mut all = running.told.lock();
                    if all.len() == REMEMBERED {
                        all.pop_front();
                    }
                    all.push_back(told);
                }
                outbox.done();
            }
        }))
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.0.abort();
    }
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
        let webhook = event::told(
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
        // So that who waits for the site to settle waits for the app's function too.
        waits: true,
        endpoint: None,
    };
    send_all(running, webhook, context, &purpose).await
}

/// Sends it, and sends it again as often as the product does.
async fn send_all(
    running: &RunningSite,
    mut webhook: Webhook,
    context: RequestContext,
    purpose: &str,
) -> Result<ToldWebhook, HostError> {
    let mut told = ToldWebhook {
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
            // A function that takes long is not waited for twice.
            webhook.waits = false;
            running.site.enabled(purpose)?;
        }
        told.tries = retry + 1;
        match webhook.clone().deliver(context.clone(), retry).await {
            Ok(delivery) => {
                told.status = Some(delivery.status);
                told.url.clone_from(&delivery.url);
                told.handled.clone_from(&delivery.handled);
                if !is_repeated(&delivery) {
                    break;
                }
            }
            Err(_) => told.status = None,
        }
    }
    Ok(told)
}

/// Whether the product sends a webhook again after this answer: one that says "not now".
fn is_repeated(delivery: &WebhookDelivery) -> bool {
    let status = delivery.status;
    if delivery.is_of_forge() {
        return !status.is_success();
    }
    // An app that says how its function fared repeats it by itself.
    delivery.handled.is_none()
        && (status.is_server_error() || matches!(status.as_u16(), 408 | 409 | 425 | 429))
}
