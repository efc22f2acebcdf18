//! The clients of all of a program's tenants.

use std::fmt;
use std::sync::Arc;

use connect_auth::environment::Environments;
use url::Url;

use super::client::Client;
use super::config::{ClientConfig, InvalidBaseUrl};
use super::connection::{Connection, Shared};
use super::settings::ClientSettings;
use super::site::{Site, identity_prefix};
use super::transport::Transport;
use super::user_token::UserTokens;

/// The connections, limits and users' tokens of all of a program's tenants. Cheap to clone.
///
/// An app has one; a program without a server creates one and keeps it, because it owns the
/// connections and tokens.
#[derive(Clone)]
pub struct ClientPool(Arc<Shared>);

impl ClientPool {
    /// A pool with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::with_settings(ClientSettings::default())
    }

    /// A pool with other limits.
    ///
    /// ```
    /// use std::time::Duration;
    /// use connect_client::{ClientPool, ClientSettings};
    ///
    /// let mut settings = ClientSettings::default();
    /// settings.attempt_timeout = Duration::from_secs(10);
    /// let pool = ClientPool::with_settings(settings);
    /// ```
    #[must_use]
    pub fn with_settings(settings: ClientSettings) -> Self {
        Self(Arc::new(Shared {
            transport: Transport::new(settings),
            user_tokens: UserTokens::default(),
        }))
    }

    /// The client of a site.
    ///
    /// # Errors
    /// [`InvalidBaseUrl`] if the base URL is not that of a site.
    pub fn client(&self, config: &ClientConfig) -> Result<Client, InvalidBaseUrl> {
        config.check()?;
        Ok(self.tenant(config))
    }

    /// The client of a tenant, whose base URL was checked when it installed the app.
    #[must_use]
    pub fn tenant(&self, config: &ClientConfig) -> Client {
        let connection = Connection::new(Arc::clone(&self.0), Site::new(config));
        Client::new_on(connection)
    }

    /// Drops a tenant's user tokens: it has uninstalled or reinstalled the app.
    pub fn forget(&self, app_key: &str, client_key: &str) {
        let prefix = identity_prefix(app_key, client_key);
        self.0.user_tokens.forget(&prefix);
    }

    /// As [`ClientPool::forget`], for every tenant of an app.
    pub fn forget_app(&self, app_key: &str) {
        self.0.user_tokens.forget(&format!("{app_key}\n"));
    }

    /// This pool, if its settings name an authorization server; otherwise another with the same
    /// settings and this server.
    #[must_use]
    pub fn or_authorization_server(&self, server: &Url) -> Self {
        let settings = &self.0.transport.settings;
        if settings.authorization_server.is_some() {
            return self.clone();
        }
        Self::with_settings(ClientSettings {
            authorization_server: Some(server.clone()),
            ..settings.clone()
        })
    }

    /// This pool, if its settings name environments; otherwise another with the same settings and
    /// these environments in addition to the known ones.
    #[must_use]
    pub fn or_environments(&self, environments: &Environments) -> Self {
        let settings = &self.0.transport.settings;
        let known = Environments::known();
        let all = known.clone().and(environments);
        if settings.environments != known || all == known {
            return self.clone();
        }
        Self::with_settings(ClientSettings {
            environments: all,
            ..settings.clone()
        })
    }

    #[cfg(test)]
    pub(super) fn limiters(&self) -> usize {
        self.0.transport.limiters.len()
    }
}

/// Defined here, because a standalone client has a pool of its own.
impl Client {
    /// A client with its own connections. For more than one site, or for more than a few calls in a
    /// program's life, keep a [`ClientPool`] and use [`ClientPool::client`].
    ///
    /// # Errors
    /// [`InvalidBaseUrl`] if the base URL is not that of a site.
    pub fn new(config: ClientConfig) -> Result<Self, InvalidBaseUrl> {
        ClientPool::new().client(&config)
    }
}

impl Default for ClientPool {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ClientPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientPool")
            .field("settings", &self.0.transport.settings)
            .finish_non_exhaustive()
    }
}
