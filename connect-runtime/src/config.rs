//! How an app is configured: from the environment, with defaults that suit a developer's machine,
//! and with rules that keep a developer's switches out of production.

mod environment;
mod error;
mod forge;
mod hosts;
mod misspelt;
mod parse;
mod settings;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use connect_auth::environment::is_loopback;
pub use connect_auth::environment::{EnvironmentKind, Environments};
pub use connect_auth::session::SessionTokens;
use url::Url;

pub use error::ConfigError;
pub use forge::ForgeApp;
pub use hosts::{HostError, HostPolicy};
pub use settings::{SETTINGS, Setting};

#[cfg(any(feature = "postgres", feature = "sqlite"))]
use crate::StartError;
#[cfg(feature = "postgres")]
use crate::tenants::PostgresStore;
#[cfg(feature = "sqlite")]
use crate::tenants::SqliteStore;
use crate::tenants::{PostgresUrl, Sealer};

/// Everything that can be configured. Each setter names its environment variable and its default.
///
/// ```
/// use connect_runtime::config::{Config, Database};
///
/// let config = Config::development().bind(([127, 0, 0, 1], 0)).database(Database::Memory);
/// config.check()?;
/// # Ok::<(), connect_runtime::config::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Config {
    pub(crate) mode: Mode,
    pub(crate) bind: SocketAddr,
    /// Whether the address is the default, not a choice.
    bind_by_default: bool,
    pub(crate) base_url: Option<Url>,
    pub(crate) base_urls: Vec<Url>,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) database: Database,
    pub(crate) sealer: Sealer,
    pub(crate) key_host: Option<Url>,
    pub(crate) authorization_server: Option<Url>,
    pub(crate) hosts: HostPolicy,
    pub(crate) leeway: Duration,
    pub(crate) body_limit: usize,
    pub(crate) webhook_limit: usize,
    pub(crate) lifecycle_limit: usize,
    pub(crate) request_timeout: Duration,
    pub(crate) drain: Duration,
    pub(crate) write_timeout: Duration,
    pub(crate) connections: Option<usize>,
    pub(crate) session_tokens: Option<SessionTokens>,
    pub(crate) address_file: Option<PathBuf>,
    pub(crate) metrics_bind: Option<SocketAddr>,
    pub(crate) bridge: Option<Url>,
    pub(crate) forge: Option<ForgeApp>,
    pub(crate) log: String,
}

impl Config {
    /// The most that clocks may be apart: every second of it is a second that an expired token
    /// is still good.
    pub const MAX_LEEWAY: Duration = Duration::from_secs(30);

    /// The defaults of a developer's machine: loopback, SQLite in the working directory, nothing
    /// read from the environment.
    pub fn development() -> Self {
        Self {
            mode: Mode::Development,
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            bind_by_default: true,
            base_url: None,
            base_urls: Vec::new(),
            proxy: None,
            database: Database::default(),
            sealer: Sealer::plain(),
            key_host: None,
            authorization_server: None,
            hosts: HostPolicy::default(),
            leeway: Self::MAX_LEEWAY,
            body_limit: 1 << 20,
            webhook_limit: 25 << 20,
            lifecycle_limit: 32 << 10,
            request_timeout: Duration::from_secs(30),
            drain: Duration::ZERO,
            write_timeout: Duration::from_secs(30),
            connections: None,
            session_tokens: None,
            address_file: None,
            metrics_bind: None,
            bridge: None,
            forge: None,
            log: "info".to_owned(),
        }
    }

    /// Production or development (`CONNECT_MODE`). Default: production if the base URL is https
    /// and not a loopback address.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The address to listen on (`CONNECT_BIND`, or `PORT` alone); port 0 lets the system choose.
    /// Default: `127.0.0.1:3000`, or in development, without a base URL, the next port that is free.
    /// With `PORT` alone: `127.0.0.1` in development, `0.0.0.0` in
    /// production.
    pub fn bind(mut self, address: impl Into<SocketAddr>) -> Self {
        self.bind = address.into();
        self.bind_by_default = false;
        self
    }

    /// Where hosts reach the app (`CONNECT_BASE_URL`): the descriptor's `baseUrl`, the audience
    /// of install tokens and the prefix that is not hashed. Default: `http://` and the address
    /// that was bound.
    pub fn base_url(mut self, base_url: Url) -> Self {
        self.base_url = Some(base_url);
        self
    }

    /// One more address that hosts reach the app at (`CONNECT_BASE_URLS`, a list): another audience of
    /// install tokens, and a prefix that is not hashed, as while the app moves. Those of the
    /// descriptor's `regionBaseUrls` need not be named. Default: none.
    pub fn also_at(mut self, base_url: Url) -> Self {
        self.base_urls.push(base_url);
        self
    }

    /// What the proxy before the app does with the path of the base URL (`CONNECT_PROXY=strips` or
    /// `CONNECT_PROXY=passes`). Default: each request shows it, which needs a base URL whose path
    /// begins no route; of others the app refuses to start.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Where tenants are kept (`CONNECT_DATABASE_URL`). Default: `sqlite://connect.sqlite`.
    pub fn database(mut self, database: Database) -> Self {
        self.database = database;
        self
    }

    /// The keys that seal secrets at rest (`CONNECT_SECRET_KEYS`). Default: none.
    pub fn sealer(mut self, sealer: Sealer) -> Self {
        self.sealer = sealer;
        self
    }

    /// Replaces Atlassian's key hosts (`CONNECT_KEY_HOST`), for tests and proxies.
    pub fn key_host(mut self, key_host: Url) -> Self {
        self.key_host = Some(key_host);
        self
    }

    /// Replaces Atlassian's authorization server (`CONNECT_AUTHORIZATION_SERVER`), which issues
    /// tokens for acting as a user, for tests and proxies. One that the settings of the app's
    /// client pool name takes precedence.
    pub fn authorization_server(mut self, server: Url) -> Self {
        self.authorization_server = Some(server);
        self
    }

    /// The environments of Atlassian's cloud whose sites may be tenants (`CONNECT_ENVIRONMENTS`, a
    /// list): names, such as `production,fedramp`; domains that belong to one of them,
    /// `example.net=fedramp`; domains with a key host and an authorization server of their own,
    /// `example.net=https://keys.example|https://tokens.example`. The list is the whole of it.
    /// Default: `production`.
    ///
    /// ```
    /// use connect_runtime::config::{Config, EnvironmentKind, Environments};
    ///
    /// let environments = Environments::default().with(EnvironmentKind::Fedramp);
    /// let config = Config::development().environments(environments);
    /// # config.check().unwrap();
    /// ```
    pub fn environments(mut self, environments: Environments) -> Self {
        self.hosts.serve(environments);
        self
    }

    /// Accepts tenants of one more development host (`CONNECT_DEV_HOSTS`, a list); only its origin
    /// counts.
    pub fn dev_host(mut self, dev_host: &Url) -> Self {
        self.hosts.allow_dev_host(dev_host);
        self
    }

    /// How far clocks may be apart when a token's times are checked (`CONNECT_LEEWAY`, seconds).
    /// Default: 30 s; [`Config::check`] refuses more than [`Config::MAX_LEEWAY`].
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The longest request body in bytes (`CONNECT_BODY_LIMIT`), of pages, endpoints, callbacks and
    /// merged routers. Default: 1 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The longest body of a webhook in bytes (`CONNECT_WEBHOOK_LIMIT`); it is read once its token
    /// is verified. Default: 25 MiB, the most that the platform sends ("Webhooks").
    pub fn webhook_limit(mut self, bytes: usize) -> Self {
        self.webhook_limit = bytes;
        self
    }

    /// The longest body of a lifecycle callback in bytes (`CONNECT_LIFECYCLE_LIMIT`): it is read
    /// before it is authenticated, because it names the tenant. Default: 32 KiB, several times
    /// what hosts send.
    pub fn lifecycle_limit(mut self, bytes: usize) -> Self {
        self.lifecycle_limit = bytes;
        self
    }

    /// How long a request may take (`CONNECT_REQUEST_TIMEOUT`, seconds). Default: 30 s.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// How long the app goes on serving after it was asked to stop, while `/readyz` says that it is
    /// not ready (`CONNECT_DRAIN`, seconds): time for a balancer to send requests elsewhere. Default:
    /// 0 s, which is right where nothing asks for `/readyz`.
    pub fn drain(mut self, drain: Duration) -> Self {
        self.drain = drain;
        self
    }

    /// How long a client may take nothing of its answer before its connection is closed
    /// (`CONNECT_WRITE_TIMEOUT`, seconds). Default: 30 s.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How many connections may be open at once (`CONNECT_CONNECTIONS`). One more takes the place of
    /// the one that has been idle for longest; one whose request is being answered goes only when
    /// none is idle, and after five seconds. Default: three quarters of the files that
    /// the process may have open (`ulimit -n`), at most 10,000, so that the database and
    /// calls to hosts find theirs.
    ///
    /// A connection may bring 10,000 requests, each with a head of 64 KiB and 100 headers at
    /// most, which must have come within 20 s.
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = Some(connections);
        self
    }

    /// Lets responses carry a fresh session token (`CONNECT_SESSION_TOKENS=on`). Default: off.
    pub fn session_tokens(mut self, session_tokens: SessionTokens) -> Self {
        self.session_tokens = Some(session_tokens);
        self
    }

    /// A file to write the base URL to once the address is bound (`CONNECT_ADDRESS_FILE`), so
    /// that a supervisor that gave port 0 can find the app. Default: none.
    pub fn address_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.address_file = Some(path.into());
        self
    }

    /// Where Prometheus reads the [metrics](crate::metrics) (`CONNECT_METRICS_BIND`), an address of its
    /// own, such as `127.0.0.1:9464`; port 0 lets the system choose. It needs the feature
    /// `prometheus`. It asks for no token, so it must not be reachable from the internet. Default: none.
    pub fn metrics_bind(mut self, address: impl Into<SocketAddr>) -> Self {
        self.metrics_bind = Some(address.into());
        self
    }

    /// Where pages load the host's bridge script from (`CONNECT_BRIDGE`): a local host's own, or a
    /// copy. Default: the platform's.
    pub fn bridge(mut self, script: Url) -> Self {
        self.bridge = Some(script);
        self
    }

    /// Serves the app on Forge, too (`CONNECT_FORGE_APP` and the settings that begin like it): the routes
    /// below `/forge/`, for the app that Forge knows under this id. Default: none, and nothing is
    /// served there.
    ///
    /// ```
    /// use connect_runtime::config::{Config, ForgeApp};
    ///
    /// let app = ForgeApp::new("7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11").ok_or("not an id")?;
    /// let config = Config::development().forge(app);
    /// # config.check().unwrap();
    /// # Ok::<(), &str>(())
    /// ```
    pub fn forge(mut self, app: ForgeApp) -> Self {
        self.forge = Some(app);
        self
    }

    /// What is logged (`CONNECT_LOG`): a level, or directives such as
    /// `info,connect_runtime=debug`. Default: `info`.
    pub fn log(mut self, filter: impl Into<String>) -> Self {
        self.log = filter.into();
        self
    }

    /// Whether another port than the default one will do: its address has not been published yet.
    pub(crate) fn may_take_next_port(&self) -> bool {
        self.bind_by_default && !self.is_production() && self.base_url.is_none()
    }

    /// Whether the app runs in production mode.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.mode == Mode::Production
    }

    /// Refuses what must not start: a development switch in production mode, a leeway or a
    /// lifetime beyond its limit, a base URL that no token could be made for.
    ///
    /// # Errors
    /// [`ConfigError`] says which setting, why, and what to write instead.
    pub fn check(&self) -> Result<(), ConfigError> {
        if let Some(base_url) = &self.base_url {
            parse::check_base_url("CONNECT_BASE_URL", base_url)?;
        }
        for base_url in &self.base_urls {
            parse::check_base_url("CONNECT_BASE_URLS", base_url)?;
        }
        if self.leeway > Self::MAX_LEEWAY {
            return Err(ConfigError::TooLong {
                name: "CONNECT_LEEWAY",
                seconds: self.leeway.as_secs(),
                most: Self::MAX_LEEWAY.as_secs(),
            });
        }
        if let Some(tokens) = &self.session_tokens
            && tokens.lifetime > SessionTokens::MAX_LIFETIME
        {
            return Err(ConfigError::TooLong {
                name: "the lifetime of session tokens",
                seconds: tokens.lifetime.as_secs(),
                most: SessionTokens::MAX_LIFETIME.as_secs(),
            });
        }
        if let Some(address) = self.metrics_bind
            && !cfg!(feature = "prometheus")
        {
            return Err(ConfigError::Invalid {
                name: "CONNECT_METRICS_BIND",
                value: address.to_string(),
                problem: "needs what this program was built without".to_owned(),
                help: "the feature `prometheus` of connect-runtime in Cargo.toml, or no such setting",
            });
        }
        if self.mode == Mode::Production && self.base_url.is_none() {
            return Err(ConfigError::NoBaseUrl);
        }
        match self.development_switches().into_iter().next() {
            Some(switch) if self.mode == Mode::Production => {
                Err(ConfigError::DevelopmentSwitch { switch })
            }
            _ => Ok(()),
        }
    }

    /// Opens the configured PostgreSQL database, for an app that puts tables of its own beside those
    /// of connect: their connections are [`PostgresStore::pool`]. The store is then given to the app.
    ///
    /// ```no_run
    /// # async fn test() -> connect_runtime::Result<()> {
    /// use connect_runtime::config::Config;
    ///
    /// let store = Config::from_env()?.open_postgres().await?;
    /// let pool = store.pool().clone(); // For the app's own tables and, in its state, for handlers.
    /// connect_runtime::serve().store(store).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StartError`] if another database is configured, or this one can't be opened.
    #[cfg(feature = "postgres")]
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    pub async fn open_postgres(&self) -> Result<PostgresStore, StartError> {
        let Database::Postgres(url) = &self.database else {
            return Err(StartError::OtherDatabase {
                configured: self.database.kind(),
                wanted: "a PostgreSQL database (`postgres://user:password@host/database`)",
            });
        };
        self.log_from_now_on();
        Ok(PostgresStore::open(url, self.sealer.clone()).await?)
    }

    /// Opens the configured SQLite file, for an app that puts tables of its own beside those of
    /// connect: [`SqliteStore::pool`]. The store is then given to the app, as with
    /// [`App::store`](crate::App::store).
    ///
    /// # Errors
    /// [`StartError`] if another database is configured, or this one can't be opened.
    #[cfg(feature = "sqlite")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    pub async fn open_sqlite(&self) -> Result<SqliteStore, StartError> {
        let Database::Sqlite(path) = &self.database else {
            return Err(StartError::OtherDatabase {
                configured: self.database.kind(),
                wanted: "a SQLite file (`sqlite://connect.sqlite`)",
            });
        };
        self.log_from_now_on();
        Ok(SqliteStore::open(path, self.sealer.clone()).await?)
    }

    /// Starts the log as [`serve`](crate::serve) does, for an app whose store logs something before that.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    fn log_from_now_on(&self) {
        #[cfg(feature = "telemetry")]
        crate::telemetry::init(&self.log);
    }

    /// The settings that weaken what the app promises and are right on a developer's machine
    /// only. Logged as warnings at start-up, and refused in production mode.
    pub fn development_switches(&self) -> Vec<String> {
        let mut switches = Vec::new();
        if let Some(url) = &self.base_url
            && url.scheme() != "https"
        {
            switches.push(format!("a base URL without TLS: CONNECT_BASE_URL={url}"));
        }
        for url in self.base_urls.iter().filter(|url| url.scheme() != "https") {
            switches.push(format!(
                "a base URL without TLS: CONNECT_BASE_URLS has {url}"
            ));
        }
        for host in self.hosts.dev_hosts() {
            switches.push(format!(
                "tenants of a development host are accepted: CONNECT_DEV_HOSTS has {host}"
            ));
        }
        if let Some(url) = &self.key_host
            && (url.scheme() != "https" || is_loopback(url))
        {
            switches.push(format!(
                "install tokens are checked with keys of a local key host: CONNECT_KEY_HOST={url}"
            ));
        }
        if let Some(url) = &self.bridge
            && (url.scheme() != "https" || is_loopback(url))
        {
            switches.push(format!(
                "pages load the bridge script from a local server: CONNECT_BRIDGE={url}"
            ));
        }
        if let Some(url) = &self.authorization_server
            && (url.scheme() != "https" || is_loopback(url))
        {
            switches.push(format!(
                "tokens for acting as a user come from a local server: \
                 CONNECT_AUTHORIZATION_SERVER={url}"
            ));
        }
        switches.extend(self.forge.iter().flat_map(ForgeApp::development_switches));
        switches
    }

    /// The settings that put trust elsewhere than usual and may be meant, so that production mode
    /// allows them. Logged as warnings at each start; the store warns by itself of secrets that are
    /// not sealed.
    ///
    /// ```
    /// use connect_runtime::config::Config;
    ///
    /// let config = Config::development().key_host("https://keys.example.com".parse()?);
    /// assert!(config.risks().iter().any(|risk| risk.contains("CONNECT_KEY_HOST")));
    /// # Ok::<(), url::ParseError>(())
    /// ```
    pub fn risks(&self) -> Vec<String> {
        let mut risks = Vec::new();
        if let Some(url) = &self.key_host {
            risks.push(format!(
                "anyone who controls this key host can install the app as any site: CONNECT_KEY_HOST={url}"
            ));
        }
        for site in self.hosts.environments().iter() {
            if EnvironmentKind::parse(site.environment()).is_none() {
                risks.push(format!(
                    "anyone who controls its key host can install the app as any site of {}: \
                     CONNECT_ENVIRONMENTS names {}",
                    site.domain(),
                    site.key_host()
                ));
            }
        }
        if let Some(url) = &self.authorization_server {
            risks.push(format!(
                "this server is sent assertions for every user: CONNECT_AUTHORIZATION_SERVER={url}"
            ));
        }
        if let Some(url) = &self.bridge {
            risks.push(format!(
                "this script runs in every page: CONNECT_BRIDGE={url}"
            ));
        }
        risks.extend(self.forge.iter().flat_map(ForgeApp::risks));
        risks
    }

    /// Logs a warning for each development switch that is on, and in production for each
    /// [risk](Config::risks).
    pub fn warn_of_development_switches(&self) {
        for switch in self.development_switches() {
            tracing::warn!("development switch: {switch}");
        }
        if self.is_production() {
            for risk in self.risks() {
                tracing::warn!("in production: {risk}");
            }
        }
    }
}

/// What the app runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reached by real hosts: development switches are refused.
    Production,
    /// On a developer's machine or in a test: development switches work, and are logged.
    Development,
}

/// What a proxy before the app does with the path of the base URL: of
/// `https://example.com/votes`, a request for `/votes/panel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    /// It is `/panel` when it reaches the app.
    Strips,
    /// It is `/votes/panel` still.
    Passes,
}

/// Where tenants are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Database {
    /// Nowhere (`memory:`): gone when the app ends.
    Memory,
    /// A SQLite file (`sqlite://connect.sqlite`), created when it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database (`postgres://user:password@host/database`), which any number of
    /// processes share. Needs the feature `postgres`.
    Postgres(PostgresUrl),
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl Database {
    /// What an error calls it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite(_) => "a SQLite file",
            Self::Postgres(_) => "a PostgreSQL database",
        }
    }
}

impl Default for Database {
    /// `sqlite://connect.sqlite`: a file in the working directory.
    fn default() -> Self {
        Self::Sqlite(PathBuf::from("connect.sqlite"))
    }
}
