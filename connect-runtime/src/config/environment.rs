//! Reading the configuration from the environment.

use std::env;
use std::net::Ipv4Addr;

use connect_auth::environment::is_loopback;

use super::{Config, ConfigError, Mode, SETTINGS, SessionTokens, Setting, parse};
use crate::telemetry;
use crate::tenants::Sealer;

impl Config {
    /// Reads the configuration from the environment; each setter names its variable. A variable
    /// that is set but empty counts as not set.
    ///
    /// # Errors
    /// [`ConfigError`] names the variable, the reason, and what to write instead.
    pub fn from_env() -> Result<Self, ConfigError> {
        for Setting { name, .. } in SETTINGS {
            if let Err(env::VarError::NotUnicode(_)) = env::var(name) {
                return Err(ConfigError::NotUnicode { name });
            }
        }
        Self::from_lookup(|name| env::var(name).ok())
    }

    /// As [`Config::from_env`], from any lookup by variable name: a map in a test, a settings file.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    ///
    /// ```
    /// use connect_runtime::config::Config;
    ///
    /// let config = Config::from_lookup(|name| {
    ///     (name == "CONNECT_BASE_URL").then(|| "https://votes.example.com".to_owned())
    /// })?;
    /// assert!(config.is_production());
    /// # Ok::<(), connect_runtime::config::ConfigError>(())
    /// ```
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let setting = |name: &'static str| {
            lookup(name)
                .filter(|value| !value.is_empty())
                .map(|value| (name, value))
        };
        let mut config = Self::development();

        if let Some((name, value)) = setting("CONNECT_BASE_URL") {
            config.base_url = Some(parse::base_url(name, &value)?);
        }
        let looks_public = config
            .base_url
            .as_ref()
            .is_some_and(|url| url.scheme() == "https" && !is_loopback(url));
        config.mode = match setting("CONNECT_MODE") {
            Some((name, value)) => parse::mode(name, &value)?,
            None if looks_public => Mode::Production,
            None => Mode::Development,
        };
        if let Some((name, value)) = setting("CONNECT_BIND") {
            config = config.bind(parse::address(name, &value)?);
        } else if let Some((name, value)) = setting("PORT") {
            // A platform that only sets the port runs the app behind its own proxy.
            let ip = if config.mode == Mode::Production {
                Ipv4Addr::UNSPECIFIED
            } else {
                Ipv4Addr::LOCALHOST
            };
            config = config.bind((ip, parse::port(name, &value)?));
        }
        if let Some((name, value)) = setting("CONNECT_BASE_URLS") {
            config.base_urls = parse::base_urls(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_PROXY") {
            config.proxy = Some(parse::proxy(name, &value)?);
        }
        if let Some((name, value)) = setting("CONNECT_DATABASE_URL") {
            config.database = parse::database(name, &value)?;
        }
        if let Some((_, value)) = setting("CONNECT_SECRET_KEYS") {
            config.sealer = Sealer::from_keys(&value)?;
        }
        if let Some((name, value)) = setting("CONNECT_KEY_HOST") {
            config.key_host = Some(parse::base_url(name, &value)?);
        }
        if let Some((name, value)) = setting("CONNECT_AUTHORIZATION_SERVER") {
            config.authorization_server = Some(parse::base_url(name, &value)?);
        }
        if let Some((name, value)) = setting("CONNECT_ENVIRONMENTS") {
            config.hosts.serve(parse::environments(name, &value)?);
        }
        if let Some((name, value)) = setting("CONNECT_DEV_HOSTS") {
            for origin in parse::origins(name, &value)? {
                config.hosts.allow_dev_host(&origin);
            }
        }
        if let Some((name, value)) = setting("CONNECT_LEEWAY") {
            config.leeway = parse::seconds(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_BODY_LIMIT") {
            config.body_limit = parse::bytes(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_WEBHOOK_LIMIT") {
            config.webhook_limit = parse::bytes(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_LIFECYCLE_LIMIT") {
            config.lifecycle_limit = parse::bytes(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_REQUEST_TIMEOUT") {
            config.request_timeout = parse::timeout(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_DRAIN") {
            config.drain = parse::seconds(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_WRITE_TIMEOUT") {
            config.write_timeout = parse::timeout(name, &value)?;
        }
        if let Some((name, value)) = setting("CONNECT_CONNECTIONS") {
            config.connections = Some(parse::connections(name, &value)?);
        }
        if let Some((name, value)) = setting("CONNECT_SESSION_TOKENS") {
            config.session_tokens = parse::switch(name, &value)?.then(SessionTokens::default);
        }
        if let Some((_, value)) = setting("CONNECT_ADDRESS_FILE") {
            config.address_file = Some(value.into());
        }
        if let Some((name, value)) = setting("CONNECT_METRICS_BIND") {
            config.metrics_bind = Some(parse::address(name, &value)?);
        }
        if let Some((name, value)) = setting("CONNECT_BRIDGE") {
            config.bridge = Some(parse::base_url(name, &value)?);
        }
        config.forge = match setting("CONNECT_FORGE_APP") {
            Some((name, value)) => Some(parse::forge_app(name, &value)?),
            None => None,
        };
        if let Some((name, value)) = setting("CONNECT_FORGE_KEY_SET") {
            let key_set = parse::base_url(name, &value)?;
            config.forge = Some(parse::with_forge_app(name, config.forge)?.key_set(key_set));
        }
        if let Some((name, value)) = setting("CONNECT_FORGE_API") {
            let api = parse::base_url(name, &value)?;
            config.forge = Some(parse::with_forge_app(name, config.forge)?.api(api));
        }
        if let Some((name, value)) = setting("CONNECT_FORGE_ISOLATED")
            && parse::switch(name, &value)?
        {
            config.forge = Some(parse::with_forge_app(name, config.forge)?.isolated_clouds());
        }
        if let Some((name, value)) = setting("CONNECT_LOG") {
            telemetry::check_filter(&value).map_err(|problem| ConfigError::Invalid {
                name,
                value: value.clone(),
                problem: format!("is not a filter ({problem})"),
                help: "a level (`error`, `warn`, `info`, `debug`, `trace`) or directives such as `info,connect_runtime=debug`",
            })?;
            config.log = value;
        }
        config.check()?;
        Ok(config)
    }
}
