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
use crate::rest::{RestState, Server, listen};

/// How long a host waits for an app's answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A [`Host`] in the making. Everything has a default that is unique to the instance.
#[derive(Debug, Clone)]
#[must_use = "a host does nothing until it is started: .start().await or .install(&app).await"]
pub struct HostBuilder {
    product: HostProduct,
    client_key: String,
    place: Place,
    user: Option<String>,
    licensed: bool,
    key_host: Option<KeyHost>,
    clock: Clock,
    timeout: Duration,
}

/// Where the product is.
#[derive(Debug, Clone)]
enum Place {
    /// At a name that nobody answers to, unless the app can be told of a better one.
    Named(String),
    Given(String),
    /// Where it serves its REST API.
    Served,
}

impl HostBuilder {
    pub(crate) fn new(product: HostProduct) -> HostBuilder {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        HostBuilder {
            product,
            client_key: format!("00000000-0000-4000-8000-{number:012}"),
            place: Place::Named(format!(
                "https://site-{number}.atlassian.net{}",
                product.context_path()
            )),
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

    /// Says where the product is. Nothing is served there, so the app can't call its REST API,
    /// unless somebody serves [`Host::rest_routes`] there.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.place = Place::Given(base_url.into());
        self
    }

    /// Serves the product's REST API on a free loopback port, which is then the base URL.
    ///
    /// That is so anyway when [`HostBuilder::install`] starts the app, because an app that is
    /// started here can be told to trust such a host. One that runs already must be told by whoever
    /// started it. Without it, and without [`HostBuilder::base_url`], the base URL is a name under
    /// `atlassian.net`, which an app's list of allowed hosts takes.
    ///
    /// Several tenants of one app begin with all but one of them:
    ///
    /// ```no_run
    /// # #[cfg(feature = "runtime")]
    /// # async fn f(app: connect_runtime::App) -> Result<(), connect_host::HostError> {
    /// use connect_host::{Host, KeyHost};
    ///
    /// let keys = KeyHost::start().await?;
    /// let b = Host::jira().key_host(&keys).rest().start().await?;
    /// let a = Host::jira().key_host(&keys).install(app.dev_host(b.base_url())).await?;
    /// if let Some(running) = a.app() {
    ///     b.install(running).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rest(mut self) -> Self {
        self.place = Place::Served;
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
        let (listener, base_url) = match self.place {
            Place::Named(base_url) | Place::Given(base_url) => (None, base_url),
            Place::Served => {
                let (listener, origin) = listen().await?;
                let base_url = format!("{origin}{}", self.product.context_path());
                (Some(listener), base_url)
            }
        };
        let base_url = Url::parse(&base_url).map_err(|error| HostError::BaseUrl {
            given: base_url,
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
        let state = State {
            secret: new_secret()?,
            installation: None,
            journal: VecDeque::new(),
            webhooks_sent: 0,
            rest: RestState::default(),
        };
        // The server must not keep its site alive.
        let site = Arc::new_cyclic(|site| Site {
            product: self.product,
            oauth_client_id: oauth_client_id(&self.client_key),
            client_key: self.client_key,
            base_url,
            user: self.user,
            licensed: self.licensed,
            key_host,
            clock: self.clock,
            http,
            server: listener.map(|listener| Server::start(listener, site.clone())),
            state: Mutex::new(state),
        });
        site.key_host.serves(&site);
        Ok(Host(site))
    }

    /// Starts the host and installs an app on it. See [`Host::install`].
    ///
    /// If the app is started for it, and no base URL is set, the host
    /// [serves its REST API](HostBuilder::rest).
    ///
    /// # Errors
    /// Those of [`HostBuilder::start`] and [`Host::install`].
    pub async fn install(mut self, app: impl Installable + Send + Sync) -> Result<Host, HostError> {
        if matches!(self.place, Place::Named(_)) && app.can_be_told() {
            self.place = Place::Served;
        }
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
