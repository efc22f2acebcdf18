//! What the clients of all tenants share.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use url::{Host, Url};

use super::config::{ClientConfig, InvalidBaseUrl};
use super::handle::Client;
use super::lane::Lanes;
use super::pace::Pace;
use super::retry::Retry;
use super::site::{Site, identity_prefix};
use super::user_token::UserTokens;
use connect_auth::clock::Clock;

/// The limits of every call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// For making a connection: 5 s.
    pub connect_timeout: Duration,
    /// For one attempt, from the request to the answer's last byte: 30 s. A
    /// [streamed](super::Reply::stream) answer has it for its head and again for each piece.
    pub attempt_timeout: Duration,
    /// For the whole call, with its waits and repetitions: 60 s.
    pub call_timeout: Duration,
    /// How calls are repeated.
    pub retry: Retry,
    /// How many calls of one tenant are under way at once: 16. The others wait in their order.
    pub concurrency: usize,
    /// How large an answer may be that is read as a whole, in bytes: 16 MiB.
    pub answer_limit: usize,
    /// Where tokens for acting as a user come from; unless set, Atlassian's authorization server
    /// for the site's environment.
    pub authorization_server: Option<Url>,
    /// The time that tokens are made for.
    pub clock: Clock,
    /// The time that waits are measured in.
    pub pace: Pace,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(60),
            retry: Retry::default(),
            concurrency: 16,
            answer_limit: 16 * 1024 * 1024,
            authorization_server: None,
            clock: Clock::system(),
            pace: Pace::real(),
        }
    }
}

/// Connections, lanes and tokens of all tenants of a program. Cloning it copies a pointer.
///
/// An app has one; a program without a server makes one and keeps it, because connections and
/// tokens live in it.
#[derive(Clone)]
pub struct Clients(Arc<Shared>);

pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) lanes: Lanes,
    pub(super) tokens: UserTokens,
    /// Made at the first call: reading the system's certificates is no work for the start.
    usual: OnceLock<Result<reqwest::Client, Box<str>>>,
    /// For hosts on this machine, which are not reached through the environment's proxy.
    direct: OnceLock<Result<reqwest::Client, Box<str>>>,
}

impl Clients {
    /// With the usual limits.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    /// With other limits.
    ///
    /// ```
    /// use std::time::Duration;
    /// use connect_client::{Clients, Settings};
    ///
    /// let mut settings = Settings::default();
    /// settings.attempt_timeout = Duration::from_secs(10);
    /// let clients = Clients::with(settings);
    /// ```
    #[must_use]
    pub fn with(settings: Settings) -> Self {
        Self(Arc::new(Shared {
            lanes: Lanes::new(settings.concurrency),
            tokens: UserTokens::default(),
            usual: OnceLock::new(),
            direct: OnceLock::new(),
            settings,
        }))
    }

    /// The client of a site that is described by hand.
    ///
    /// # Errors
    /// [`InvalidBaseUrl`] when the base URL is not that of a site.
    pub fn client(&self, config: &ClientConfig) -> Result<Client, InvalidBaseUrl> {
        config.check()?;
        Ok(Client::of(Site::of_config(config), self.clone()))
    }

    /// The client of a tenant whose base URL was checked when it installed the app.
    #[must_use]
    pub fn of_tenant(&self, config: &ClientConfig) -> Client {
        Client::of(Site::of_config(config), self.clone())
    }

    /// Drops the users' tokens of a tenant: it has uninstalled the app, or installed it again.
    pub fn forget(&self, app_key: &str, client_key: &str) {
        self.0.tokens.forget(&identity_prefix(app_key, client_key));
    }

    /// The same clients if they name an authorization server; otherwise others with the same
    /// limits, which ask this one.
    #[must_use]
    pub fn asking(&self, server: &Url) -> Self {
        let settings = &self.0.settings;
        if settings.authorization_server.is_some() {
            return self.clone();
        }
        Self::with(Settings {
            authorization_server: Some(server.clone()),
            ..settings.clone()
        })
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.0
    }

    #[cfg(test)]
    pub(super) fn lanes(&self) -> usize {
        self.0.lanes.len()
    }
}

impl Shared {
    /// The HTTP client for a host.
    pub(super) fn http(&self, url: &Url) -> Result<&reqwest::Client, &str> {
        let direct = is_loopback(url);
        let client = if direct { &self.direct } else { &self.usual };
        client
            .get_or_init(|| self.build(direct))
            .as_ref()
            .map_err(|problem| &**problem)
    }

    fn build(&self, direct: bool) -> Result<reqwest::Client, Box<str>> {
        let mut builder = reqwest::Client::builder()
            // A redirect would let the answering host choose who gets the token (case 233).
            .redirect(Policy::none())
            // Neither may the address that was asked for leak to the next one.
            .referer(false)
            .connect_timeout(self.settings.connect_timeout)
            // A connection that nobody uses is closed before the host's own 60 s are over.
            .pool_idle_timeout(Duration::from_secs(50))
            .user_agent(concat!("connect-runtime/", env!("CARGO_PKG_VERSION")));
        if direct {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| error.to_string().into())
    }
}

impl Default for Clients {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
