//! Firing events at the app's webhooks.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use serde_json::Value;

use super::delivery::WebhookDelivery;
use super::forge::event;
use super::request_context::RequestContext;
use super::running_site::RunningSite;
use super::webhook::{Webhook, next_identifier};
use super::webhook_body;
use crate::descriptor::context::{resolve, sample_context_value};
use crate::descriptor::module::{Module, TRIGGER};
use crate::error::HostError;
use crate::wire::url::below;

/// A request to fire an event; `.await` fires it. See [`Host::fire`](crate::Host::fire).
#[must_use = "an event is fired by awaiting it"]
pub struct Fire {
    context: RequestContext,
    event: String,
    body: Option<Value>,
    waits: bool,
}

send_when_awaited!(Fire => Vec<WebhookDelivery>);

impl Fire {
    pub(crate) fn new(running: &Arc<RunningSite>, event: &str) -> Fire {
        Fire {
            context: RequestContext::new(running),
            event: event.to_owned(),
            body: None,
            waits: false,
        }
    }

    /// Sends this body instead of the sample that the host generates for the event. On Forge it is
    /// converted to Forge's format, unless the event has Forge's name.
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The body that is sent unless another one is set: a sample of what the product sends for the
    /// event.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// let mut body = host.fire("jira:issue_created").sample();
    /// body["issue"]["key"] = "DEMO-7".into();
    /// # }
    /// ```
    #[must_use]
    pub fn sample(&self) -> Value {
        let user = self.context.account_id();
        let site = self.context.site();
        let event = event::of_webhooks(&self.event);
        webhook_body::sample(event, site, &self.context.parameters, user.as_deref())
    }

    /// Sets the value of a context parameter, in the webhook's URL and in the generated body. Other
    /// values are taken from the body.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value);
        self
    }

    /// Sets the account id of the user who caused the event.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.context.set_user(account_id);
        self
    }

    /// Fires it without a user: the token has no `sub`.
    pub fn anonymous(mut self) -> Self {
        self.context.set_anonymous();
        self
    }

    /// Waits until the app has not only accepted each delivery but handled it, and reads the outcome:
    /// [`WebhookDelivery::handled`]. An app of connect in development mode reports it; a real site never
    /// asks.
    pub fn until_handled(mut self) -> Self {
        self.waits = true;
        self
    }

    /// A value that the host knows although the generated body lacks it: a worklog names its issue
    /// only by id, but the URL can ask for `issue.key`.
    fn implied_value(&self, parameter: &str) -> Option<String> {
        let knows = connect_model::event(&self.event)
            .iter()
            .any(|row| row.context.contains(&parameter));
        let value = sample_context_value(parameter).filter(|_| knows && self.body.is_none())?;
        Some(value.to_owned())
    }

    async fn send(self) -> Result<Vec<WebhookDelivery>, HostError> {
        let action = format!("fire \"{}\"", self.event);
        let installation = self.context.site().enabled(&action)?;
        let modules = &installation.accepted.modules;
        let product = self.context.site().product;
        let listening: Vec<&Module> = modules
            .iter()
            .filter(|module| module.listens_to(&self.event, product))
            .collect();
        if listening.is_empty() {
            let on_forge = installation.accepted.forge.is_some();
            if on_forge && event::is_lost(&self.context, &self.event) {
                return Err(HostError::NotOnForge {
                    action,
                    why: "no event of Forge stands for it",
                });
            }
            let webhooks = modules.iter().filter(|module| module.kind == "webhooks");
            let triggers = modules.iter().filter(|module| module.kind == TRIGGER);
            let subscribed = webhooks
                .filter_map(Module::event)
                .chain(triggers.flat_map(Module::events))
                .map(str::to_owned)
                .collect();
            return Err(HostError::NoSubscriber {
                event: self.event,
                subscribed,
            });
        }
        let site = self.context.site();
        let body = self.body.clone().unwrap_or_else(|| self.sample());
        let mut deliveries = Vec::with_capacity(listening.len());
        for webhook in listening {
            if installation.accepted.forge.is_some() {
                let (context, event) = (&self.context, &self.event);
                let webhook =
                    event::for_trigger(context, &installation, webhook, event, &body, self.waits);
                deliveries.push(webhook.deliver(self.context.clone(), 0).await?);
                continue;
            }
            let template = webhook.url.as_deref().unwrap_or_default();
            let resolved = resolve(template, |name| {
                let given = self.context.parameters.get(name).map(str::to_owned);
                given
                    .or_else(|| webhook_body::value(&body, name))
                    .or_else(|| self.implied_value(name))
            });
            let base = installation.accepted.base_url.clone();
            let origin = format!("webhook \"{}\"", self.event);
            let without_body = webhook.properties.get("excludeBody") == Some(&Value::Bool(true));
            let webhook = Webhook {
                event: self.event.clone(),
                url: below(&base, &resolved.url, &origin)?,
                base,
                identifier: next_identifier(site),
                unbound: resolved.unbound,
                payload: (!without_body).then(|| body.to_string().into_bytes()),
                waits: self.waits,
                endpoint: None,
            };
            deliveries.push(webhook.deliver(self.context.clone(), 0).await?);
        }
        Ok(deliveries)
    }
}

impl fmt::Debug for Fire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fire")
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}
