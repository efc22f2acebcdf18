//! One site of one product, as an app meets it.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use connect_model::descriptor::Descriptor;
use http::{HeaderMap, Method};
use url::Url;

use crate::acceptance::Accepted;
use crate::answer::Answer;
use crate::builder::HostBuilder;
use crate::clock::Clock;
use crate::error::HostError;
use crate::installable::AppHandle;
use crate::journal::{Exchange, REMEMBERED, shown};
use crate::key_host::KeyHost;
use crate::product::HostProduct;
use crate::rest::{RestState, Server};

/// The account id of the user who sits at the screen unless a call says otherwise.
pub const DEFAULT_USER: &str = "557058:00000000-0000-4000-8000-000000000001";

/// What the host says its Connect version is (query parameter `cv`, payload `pluginsVersion`).
pub(crate) const CONNECT_VERSION: &str = "1001.0.0-SNAPSHOT";

/// A Jira or Confluence site that behaves toward an app as the real one does.
///
/// Clones are handles to one site. Each site has a client key, a shared secret and a base URL of
/// its own, so that several of them are several tenants of one app:
///
/// ```no_run
/// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
/// use connect_host::{Host, KeyHost};
///
/// let key_host = KeyHost::start().await?;
/// let a = Host::jira().key_host(&key_host).install(&app).await?;
/// let b = Host::confluence().key_host(&key_host).install(&app).await?;
/// let page = a.open("votes").with("issue.key", "DEMO-1").await?;
/// assert_eq!(page.status, 200);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Host(pub(crate) Arc<Site>);

pub(crate) struct Site {
    pub(crate) product: HostProduct,
    pub(crate) client_key: String,
    pub(crate) base_url: Url,
    pub(crate) oauth_client_id: String,
    pub(crate) user: Option<String>,
    pub(crate) licensed: bool,
    pub(crate) key_host: KeyHost,
    pub(crate) clock: Clock,
    pub(crate) http: reqwest::Client,
    /// Its own server, if its base URL leads to one.
    pub(crate) server: Option<Server>,
    pub(crate) state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) secret: String,
    pub(crate) installation: Option<Installation>,
    pub(crate) journal: VecDeque<Exchange>,
    pub(crate) webhooks_sent: u64,
    pub(crate) rest: RestState,
}

/// An app on this site.
#[derive(Clone)]
pub(crate) struct Installation {
    pub(crate) app: AppHandle,
    pub(crate) accepted: Arc<Accepted>,
    pub(crate) standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Enabled,
    Disabled,
    Uninstalled,
}

/// A request on its way to the app.
pub(crate) struct Outgoing {
    pub(crate) purpose: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
}

impl Host {
    /// A Jira site, not started yet.
    pub fn jira() -> HostBuilder {
        HostBuilder::new(HostProduct::Jira)
    }

    /// A Confluence site, not started yet.
    pub fn confluence() -> HostBuilder {
        HostBuilder::new(HostProduct::Confluence)
    }

    /// Which product this is.
    #[must_use]
    pub fn product(&self) -> HostProduct {
        self.0.product
    }

    /// The site's id toward apps: the lifecycle payload's `clientKey`, the issuer of its tokens.
    #[must_use]
    pub fn client_key(&self) -> &str {
        &self.0.client_key
    }

    /// Where the product is, with `/wiki` for Confluence: a loopback address when the host
    /// [serves its REST API](crate::HostBuilder::rest), otherwise
    /// `https://<site>.atlassian.net`.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.0.base_url
    }

    /// Whether the product's REST API is served at the base URL.
    #[must_use]
    pub fn serves_rest(&self) -> bool {
        self.0.server.is_some()
    }

    /// The lifecycle payload's `oauthClientId`.
    #[must_use]
    pub fn oauth_client_id(&self) -> &str {
        &self.0.oauth_client_id
    }

    /// The secret that this site shares with the app now. Before the first installation: the one it
    /// will send. A reinstallation replaces it.
    #[must_use]
    pub fn shared_secret(&self) -> String {
        self.state().secret.clone()
    }

    /// The server of this site's public keys.
    #[must_use]
    pub fn key_host(&self) -> &KeyHost {
        &self.0.key_host
    }

    /// Where an app has to look for this site's public keys.
    #[must_use]
    pub fn key_host_url(&self) -> &Url {
        self.0.key_host.url()
    }

    /// The clock by which this site dates its tokens.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The app that is installed, or was. Another host can install it too:
    /// `Host::jira().key_host(host.key_host()).install(&app)`.
    #[must_use]
    pub fn app(&self) -> Option<AppHandle> {
        Some(self.state().installation.as_ref()?.app.clone())
    }

    /// Whether the app is installed, enabled or not.
    #[must_use]
    pub fn is_installed(&self) -> bool {
        self.state()
            .installation
            .as_ref()
            .is_some_and(|i| i.standing != Standing::Uninstalled)
    }

    /// The descriptor that was accepted at the last installation.
    #[must_use]
    pub fn descriptor(&self) -> Option<Descriptor> {
        Some(
            self.state()
                .installation
                .as_ref()?
                .accepted
                .descriptor
                .clone(),
        )
    }

    /// The requests that this site sent to the app, oldest first (the last thousand).
    #[must_use]
    pub fn journal(&self) -> Vec<Exchange> {
        self.state().journal.iter().cloned().collect()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing is left half-written by a panic while the lock is held.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The app, if it is installed at all.
    pub(crate) fn installed(&self, action: &str) -> Result<Installation, HostError> {
        let installation = self.state().installation.clone();
        installation
            .filter(|i| i.standing != Standing::Uninstalled)
            .ok_or_else(|| HostError::NotInstalled {
                action: action.to_owned(),
                host: self.base_url().to_string(),
            })
    }

    /// The app, if it is installed and enabled.
    pub(crate) fn enabled(&self, action: &str) -> Result<Installation, HostError> {
        let installation = self.installed(action)?;
        match installation.standing {
            Standing::Enabled => Ok(installation),
            _ => Err(HostError::Disabled {
                action: action.to_owned(),
                host: self.base_url().to_string(),
            }),
        }
    }

    pub(crate) async fn send(&self, outgoing: Outgoing) -> Result<Answer, HostError> {
        let Outgoing {
            purpose,
            method,
            url,
            headers,
            body,
        } = outgoing;
        let mut request = self
            .0
            .http
            .request(method.clone(), url.clone())
            .headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        let begun = Instant::now();
        let outcome = async {
            let response = request.send().await?;
            let (status, headers) = (response.status(), response.headers().clone());
            Ok::<_, reqwest::Error>((status, headers, response.text().await?))
        }
        .await;
        self.remember(Exchange {
            purpose: purpose.clone(),
            method,
            url: shown(&url),
            status: outcome.as_ref().ok().map(|(status, ..)| *status),
            took: begun.elapsed(),
        });
        match outcome {
            Ok((status, headers, body)) => Ok(Answer {
                status,
                headers,
                body,
                url,
            }),
            Err(error) => {
                let mut bare = url;
                bare.set_query(None);
                // The error's own text would show the query, and with it the token.
                let reason = reason(&error.without_url());
                Err(HostError::Unreachable {
                    purpose,
                    url: bare.to_string(),
                    reason,
                })
            }
        }
    }

    fn remember(&self, exchange: Exchange) {
        let journal = &mut self.state().journal;
        if journal.len() == REMEMBERED {
            journal.pop_front();
        }
        journal.push_back(exchange);
    }
}

/// The whole chain of causes: the outermost one says little ("error sending request").
fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("product", &self.0.product)
            .field("client_key", &self.0.client_key)
            .field("base_url", &self.0.base_url.as_str())
            .finish_non_exhaustive()
    }
}
