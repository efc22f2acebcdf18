//! Setting up a host.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::clock::Clock;
use crate::error::HostError;
use crate::host::{DEFAULT_USER, Host, Site, State};
use crate::installable::Installable;
use crate::key_host::KeyHost;
use crate::product::HostProduct;

/// How long a host waits for an app's answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A [`Host`] in the making. Everything has a default that is unique to the instance.
#[derive(Debug, Clone)]
#[must_use = "a host does nothing until it is started: .start().await or .install(&app).await"]
pub struct HostBuilder {
    product: HostProduct,
    client_key: String,
    base_url: String,
    user: Option<String>,
    licensed: bool,
    key_host: Option<KeyHost>,
    clock: Clock,
    timeout: Duration,
}

impl HostBuilder {
    pub(crate) fn new(product: HostProduct) -> HostBuilder {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        HostBuilder {
            product,
            client_key: format!("00000000-0000-4000-8000-{number:012}"),
            base_url: format!(
                "https://site-{number}.atlassian.net{}",
                product.context_path()
            ),
            user: Some(DEFAULT_USER.to_owned()),
            licensed: false,
            key_host: None,
            clock: Clock::system(),
            timeout: TIMEOUT,
        }
    }

    /// Sets the client key. Two hosts with one client key are one tenant to the app.
    pub fn client_key(mut self, client_key: impl Into<String>) -> Self {
        self.client_key = client_key.into();
        self
    }

    /// Sets where the product is. By default that is a name under `atlassian.net`, which an app's
    /// list of allowed hosts takes; nothing is sent there.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Publishes this host's key on a key host that others use too. Otherwise it starts its own.
    pub fn key_host(mut self, key_host: &KeyHost) -> Self {
        self.key_host = Some(key_host.clone());
        self
    }

    /// Sets the clock by which tokens are dated.
    pub fn clock(mut self, clock: &Clock) -> Self {
        self.clock = clock.clone();
        self
    }

    /// Sets who sits at the screen unless a call says otherwise: an account id.
    pub fn user(mut self, account_id: impl Into<String>) -> Self {
        self.user = Some(account_id.into());
        self
    }

    /// Whether the site has paid for the app: `lic=active` in place of `lic=none`.
    pub fn licensed(mut self, licensed: bool) -> Self {
        self.licensed = licensed;
        self
    }

    /// How long to wait for each of the app's answers: ten seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Starts the host, with nothing installed.
    ///
    /// # Errors
    /// [`HostError::BaseUrl`] for a base URL that is none; [`HostError::Io`] and
    /// [`HostError::Key`] when the key host can't start.
    pub async fn start(self) -> Result<Host, HostError> {
        let base_url = Url::parse(&self.base_url).map_err(|error| HostError::BaseUrl {
            given: self.base_url.clone(),
            reason: error.to_string(),
        })?;
        let key_host = match self.key_host {
            Some(key_host) => key_host,
            None => KeyHost::start().await?,
        };
        let http = reqwest::Client::builder()
            .timeout(self.timeout)
            // A redirect is an answer; whether a browser follows it is not the host's business.
            .redirect(reqwest::redirect::Policy::none())
            // Apps under test live on loopback, where a machine's proxy settings lead astray.
            .no_proxy()
            .user_agent("Atlassian HttpClient unknown / connect-host")
            .build()
            .map_err(|error| HostError::Io(error.to_string()))?;
        Ok(Host(Arc::new(Site {
            product: self.product,
            oauth_client_id: oauth_client_id(&self.client_key),
            client_key: self.client_key,
            base_url,
            user: self.user,
            licensed: self.licensed,
            key_host,
            clock: self.clock,
            http,
            state: Mutex::new(State {
                secret: new_secret()?,
                installation: None,
                journal: VecDeque::new(),
                webhooks_sent: 0,
            }),
        })))
    }

    /// Starts the host and installs an app on it. See [`Host::install`].
    ///
    /// # Errors
    /// Those of [`HostBuilder::start`] and [`Host::install`].
    pub async fn install(self, app: impl Installable + Send + Sync) -> Result<Host, HostError> {
        let host = self.start().await?;
        host.install(app).await?;
        Ok(host)
    }
}

/// Opaque to apps; unique because the client key is.
fn oauth_client_id(client_key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("oauth-client-of-{client_key}"))
}

/// A shared secret of the platform's shape: `ATCO` and some eighty characters.
pub(crate) fn new_secret() -> Result<String, HostError> {
    let mut bytes = [0; 60];
    rand::fill(&mut bytes).map_err(|_| HostError::Key("no randomness for a secret".to_owned()))?;
    Ok(format!("ATCO{}", URL_SAFE_NO_PAD.encode(bytes)))
}
