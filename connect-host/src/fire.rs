//! Webhooks: something happened in the product, and the app wanted to know.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;
use url::Url;

use crate::call::Who;
use crate::context::{self, Context};
use crate::error::HostError;
use crate::event_body;
use crate::host::{Host, Outgoing};
use crate::install::{below, json_headers, target};
use crate::module::Module;
use crate::qsh::CanonicalRequest;

/// Stays the same over all attempts to deliver one webhook.
const IDENTIFIER: &str = "x-atlassian-webhook-identifier";
/// Which repetition this is; absent at the first attempt.
const RETRY: &str = "x-atlassian-webhook-retry";
/// `Primary` for what a user did.
const FLOW: &str = "x-atlassian-webhook-flow";

/// An event about to be fired; `.await` fires it.
#[must_use = "an event is fired by awaiting it"]
pub struct Fire {
    host: Host,
    event: String,
    body: Option<Value>,
    context: Context,
    who: Who,
}

/// What became of one webhook.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The event.
    pub event: String,
    /// Where it went.
    pub url: Url,
    /// `X-Atlassian-Webhook-Identifier`: the same when the delivery is repeated.
    pub identifier: String,
    /// How many times it was sent before.
    pub retry: u32,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's body.
    pub body: String,
    /// Context parameters of the webhook's URL that had no value: they were sent empty.
    pub unbound: Vec<String>,
    host: Host,
    base: Url,
    who: Who,
    payload: Option<Vec<u8>>,
}

impl Host {
    /// Sends an event to every webhook of the app that listens to it, or to `*`.
    ///
    /// A webhook's JQL `filter` is not evaluated: the event is taken to match.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let deliveries = host.fire("jira:issue_created").with("issue.key", "DEMO-7").await?;
    /// assert_eq!(deliveries[0].status, 204);
    /// let again = deliveries[0].redeliver().await?;
    /// assert_eq!(again.identifier, deliveries[0].identifier);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NoSubscriber`] when no webhook listens,
    /// [`HostError::NotInstalled`], [`HostError::Disabled`], [`HostError::Unreachable`]. An answer
    /// of any status is a delivery.
    pub fn fire(&self, event: &str) -> Fire {
        Fire {
            host: self.clone(),
            event: event.to_owned(),
            body: None,
            context: Context::default(),
            who: Who::Default,
        }
    }
}

impl Fire {
    /// Sends this body in place of the sample that the host makes up for the event.
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Gives a context parameter its value, in the webhook's URL and in the body the host makes
    /// up. Other values are taken from the body.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value.to_string());
        self
    }

    /// Sets who did it: an account id.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.who = Who::User(account_id.to_owned());
        self
    }

    /// Nobody did it: the token has no `sub`.
    pub fn anonymous(mut self) -> Self {
        self.who = Who::Nobody;
        self
    }

    /// What the host knows of its own event without saying it in the body: a worklog names its
    /// issue by id alone, and the URL can still ask for `issue.key`.
    fn beside_the_body(&self, parameter: &str) -> Option<String> {
        let knows = connect_model::event(&self.event)
            .iter()
            .any(|row| row.context.contains(&parameter));
        let value = context::sample(parameter).filter(|_| knows && self.body.is_none())?;
        Some(value.to_owned())
    }

    async fn send(self) -> Result<Vec<Delivery>, HostError> {
        let action = format!("fire \"{}\"", self.event);
        let installation = self.host.enabled(&action)?;
        let webhooks: Vec<&Module> = installation
            .accepted
            .modules
            .iter()
            .filter(|module| module.kind == "webhooks")
            .collect();
        let listening: Vec<&Module> = webhooks
            .iter()
            .copied()
            .filter(|webhook| matches!(event_of(webhook), Some(event) if event == self.event || event == "*"))
            .collect();
        if listening.is_empty() {
            let subscribed = webhooks
                .into_iter()
                .filter_map(event_of)
                .map(str::to_owned)
                .collect();
            return Err(HostError::NoSubscriber {
                event: self.event,
                subscribed,
            });
        }
        let user = match (&self.who, &self.host.0.user) {
            (Who::User(user), _) | (Who::Default, Some(user)) => Some(user.as_str()),
            _ => None,
        };
        let body = self
            .body
            .clone()
            .unwrap_or_else(|| event_body::sample(&self.event, &self.host, &self.context, user));
        let mut deliveries = Vec::with_capacity(listening.len());
        for webhook in listening {
            let template = webhook.url.as_deref().unwrap_or_default();
            let resolved = context::resolve(template, |name| {
                self.context
                    .get(name)
                    .map(str::to_owned)
                    .or_else(|| event_body::value(&body, name))
                    .or_else(|| self.beside_the_body(name))
            });
            let base = installation.accepted.base_url.clone();
            let whose = format!("webhook \"{}\"", self.event);
            let without_body = webhook.properties.get("excludeBody") == Some(&Value::Bool(true));
            let delivery = Delivery {
                event: self.event.clone(),
                url: below(&base, &resolved.url, &whose)?,
                identifier: self.host.next_webhook(),
                retry: 0,
                status: StatusCode::OK,
                body: String::new(),
                unbound: resolved.unbound,
                host: self.host.clone(),
                base,
                who: self.who.clone(),
                payload: (!without_body).then(|| body.to_string().into_bytes()),
            };
            deliveries.push(delivery.send().await?);
        }
        Ok(deliveries)
    }
}

impl Delivery {
    /// Sends it once more, as the host does when the app did not answer 2xx: the same identifier,
    /// the retry count one higher, a fresh token.
    ///
    /// # Errors
    /// [`HostError::Unreachable`].
    pub async fn redeliver(&self) -> Result<Delivery, HostError> {
        Delivery {
            retry: self.retry + 1,
            ..self.clone()
        }
        .send()
        .await
    }

    async fn send(mut self) -> Result<Delivery, HostError> {
        let token = self
            .who
            .sign(&self.host)
            .qsh(CanonicalRequest::of_target("POST", &target(&self.base, &self.url)).hash());
        let mut headers: HeaderMap = json_headers(&token)?;
        let invalid = |error: http::header::InvalidHeaderValue| HostError::Io(error.to_string());
        headers.insert(
            IDENTIFIER,
            HeaderValue::from_str(&self.identifier).map_err(invalid)?,
        );
        headers.insert(FLOW, HeaderValue::from_static("Primary"));
        if self.retry > 0 {
            headers.insert(RETRY, HeaderValue::from(self.retry));
        }
        let answer = self
            .host
            .send(Outgoing {
                purpose: format!("webhook \"{}\"", self.event),
                method: Method::POST,
                url: self.url.clone(),
                headers,
                body: self.payload.clone(),
            })
            .await?;
        self.status = answer.status;
        self.body = answer.body;
        Ok(self)
    }
}

impl Host {
    /// Unique within the site, and the same on every run.
    fn next_webhook(&self) -> String {
        let mut state = self.state();
        state.webhooks_sent += 1;
        format!("{}-{:012}", self.client_key(), state.webhooks_sent)
    }
}

fn event_of(webhook: &Module) -> Option<&str> {
    webhook.properties.get("event")?.as_str()
}

impl IntoFuture for Fire {
    type Output = Result<Vec<Delivery>, HostError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Fire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fire")
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("event", &self.event)
            .field("url", &self.url.as_str())
            .field("identifier", &self.identifier)
            .field("retry", &self.retry)
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
