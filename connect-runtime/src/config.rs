//! The app's configuration: read from the environment, with defaults that suit a developer's
//! machine, and with rules that keep development switches out of production.

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

/// All settings of an app. Each setter names its environment variable and its default.
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
    /// Whether the address is the default rather than a choice.
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
    /// The maximum clock skew: for each second of it, an expired token stays valid a second longer.
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

    /// The address to listen on (`CONNECT_BIND`, or `PORT` alone); with port 0 the system chooses.
    /// Default: `127.0.0.1:3000`, or in development, without a base URL, the next free port. With
    /// `PORT` alone: `127.0.0.1` in development, `0.0.0.0` in production.
    pub fn bind(mut self, address: impl Into<SocketAddr>) -> Self {
        self.bind = address.into();
        self.bind_by_default = false;
        self
    }

    /// Where hosts reach the app (`CONNECT_BASE_URL`): the descriptor's `baseUrl`, the audience of
    /// install tokens and the prefix that is not hashed. Default: `http://` and the bound address.
    pub fn base_url(mut self, base_url: Url) -> Self {
        self.base_url = Some(base_url);
        self
    }

    /// Another address at which hosts reach the app (`CONNECT_BASE_URLS`, a list): an additional
    /// audience of install tokens and an additional prefix that is not hashed, for example while the
    /// app moves. The descriptor's `regionBaseUrls` need not be listed. Default: none.
    pub fn also_at(mut self, base_url: Url) -> Self {
        self.base_urls.push(base_url);
        self
    }

    /// What the reverse proxy does with the path of the base URL (`CONNECT_PROXY=strips` or
    /// `CONNECT_PROXY=passes`). Default: detected from each request, which requires a base URL
    /// whose path is not the start of any route; otherwise the app refuses to start.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Where tenants are stored (`CONNECT_DATABASE_URL`). Default: `sqlite://connect.sqlite`.
    pub fn database(mut self, database: Database) -> Self {
        self.database = database;
        self
    }

    /// The keys that encrypt secrets at rest (`CONNECT_SECRET_KEYS`). Default: none.
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
    /// tokens for acting as a user, for tests and proxies. One named in the settings of the app's
    /// client pool takes precedence.
    pub fn authorization_server(mut self, server: Url) -> Self {
        self.authorization_server = Some(server);
        self
    }

    /// The environments of Atlassian's cloud whose sites may be tenants (`CONNECT_ENVIRONMENTS`, a
    /// list): names, such as `production,fedramp`; domains that belong to one of them,
    /// `example.net=fedramp`; domains with a key host and an authorization server of their own,
    /// `example.net=https://keys.example|https://tokens.example`. The list replaces the default,
    /// `production`.
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

    /// The allowed clock skew when a token's times are checked (`CONNECT_LEEWAY`, seconds).
    /// Default: 30 s; [`Config::check`] refuses more than [`Config::MAX_LEEWAY`].
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The maximum size of a request body in bytes (`CONNECT_BODY_LIMIT`), for pages, endpoints,
    /// callbacks and merged routers. Default: 1 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The maximum size of a webhook's body in bytes (`CONNECT_WEBHOOK_LIMIT`); it is read once its
    /// token is verified. Default: 25 MiB, the most that the platform sends ("Webhooks").
    pub fn webhook_limit(mut self, bytes: usize) -> Self {
        self.webhook_limit = bytes;
        self
    }

    /// The maximum size of a lifecycle callback's body in bytes (`CONNECT_LIFECYCLE_LIMIT`): it is
    /// read before it is authenticated, because it names the tenant. Default: 32 KiB, several times
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

    /// How long the app keeps serving after it was asked to stop, while `/readyz` reports that it is
    /// not ready (`CONNECT_DRAIN`, seconds): time for a load balancer to send requests elsewhere.
    /// Default: 0 s, which is right if nothing polls `/readyz`.
    pub fn drain(mut self, drain: Duration) -> Self {
        self.drain = drain;
        self
    }

    /// How long a client may go without reading any of its response before its connection is closed
    /// (`CONNECT_WRITE_TIMEOUT`, seconds). Default: 30 s.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How many connections may be open at once (`CONNECT_CONNECTIONS`). A further one replaces the
    /// one that has been idle the longest; if none is idle, one with a request in progress is
    /// closed, but only after five seconds. Default: three quarters of the files that the process
    /// may have open (`ulimit -n`), at most 10,000, which leaves some for the database and calls to
    /// hosts.
    ///
    /// A connection may carry 10,000 requests, each with a head of at most 64 KiB and 100 headers,
    /// which must arrive within 20 s.
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = Some(connections);
        self
    }

    /// Adds a fresh session token to responses (`CONNECT_SESSION_TOKENS=on`). Default: off.
    pub fn session_tokens(mut self, session_tokens: SessionTokens) -> Self {
        self.session_tokens = Some(session_tokens);
        self
    }

    /// A file that the base URL is written to once the address is bound (`CONNECT_ADDRESS_FILE`),
    /// so that a supervisor that chose port 0 can find the app. Default: none.
    pub fn address_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.address_file = Some(path.into());
        self
    }

    /// The address where Prometheus scrapes the [metrics](crate::metrics) (`CONNECT_METRICS_BIND`), such
    /// as `127.0.0.1:9464`; with port 0 the system chooses. Requires the feature `prometheus`. It
    /// requires no token, so it must not be reachable from the internet. Default: none.
    pub fn metrics_bind(mut self, address: impl Into<SocketAddr>) -> Self {
        self.metrics_bind = Some(address.into());
        self
    }

    /// The URL of the host's bridge script that pages load (`CONNECT_BRIDGE`): a local host's, or a
    /// copy. Default: the platform's.
    pub fn bridge(mut self, script: Url) -> Self {
        self.bridge = Some(script);
        self
    }

    /// Serves the app on Forge, too (`CONNECT_FORGE_APP` and the settings that share its prefix): the
    /// routes below `/forge/`, for the app that has this id on Forge. Default: none, and nothing is
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

    /// Whether a port other than the default will do: the address hasn't been published yet.
    pub(crate) fn may_take_next_port(&self) -> bool {
        self.bind_by_default && !self.is_production() && self.base_url.is_none()
    }

    /// Whether the app runs in production mode.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.mode == Mode::Production
    }

    /// Rejects a configuration that must not start: a development switch in production mode, a
    /// leeway or a lifetime beyond its limit, a base URL for which no token could be issued.
    ///
    /// # Errors
    /// [`ConfigError`] names the setting, the reason, and what to write instead.
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

    /// Opens the configured PostgreSQL database, for an app that has its own tables in the same
    /// database: their connections come from [`PostgresStore::pool`]. Then pass the store to the app.
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

    /// Opens the configured SQLite file, for an app that has its own tables in the same file:
    /// [`SqliteStore::pool`]. Then pass the store to the app with
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

    /// Starts logging as [`serve`](crate::serve) does, for an app whose store logs something before that.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    fn log_from_now_on(&self) {
        #[cfg(feature = "telemetry")]
        crate::telemetry::init(&self.log);
    }

    /// The active settings that weaken the app's security and are only right on a developer's
    /// machine. Logged as warnings at start-up, and refused in production mode.
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

    /// The active settings that shift trust but may be intended, so that production mode allows
    /// them. Logged as warnings at each start; the store itself warns about secrets that are not
    /// encrypted.
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

/// The mode that an app runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reachable by real hosts: development switches are refused.
    Production,
    /// On a developer's machine or in a test: development switches work, and are logged.
    Development,
}

/// How a reverse proxy treats the path of the base URL. The examples show a request for
/// `/votes/panel` to an app at `https://example.com/votes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    /// The proxy strips it: the app receives `/panel`.
    Strips,
    /// The proxy keeps it: the app receives `/votes/panel`.
    Passes,
}

/// Where tenants are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Database {
    /// In memory (`memory:`): lost when the app ends.
    Memory,
    /// A SQLite file (`sqlite://connect.sqlite`), created if it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database (`postgres://user:password@host/database`), which any number of
    /// processes can share. Requires the feature `postgres`.
    Postgres(PostgresUrl),
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl Database {
    /// Its name in error messages.
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
