//! The key host, where Atlassian publishes the public keys of lifecycle tokens.
//!
//! `installed` and `uninstalled` are signed with a private key of the host (RS256); the token's
//! `kid` identifies its public half, which is served in PEM format at `{key host}/{kid}`. Source:
//! documentation page "Security for Connect apps", signed installation callbacks.
//!
//! Anyone can cause this module to fetch, so it fetches little: a key id is validated before
//! anything else, missing keys are remembered for seconds, there is one request per key id at a
//! time, and the number of requests per second is limited. Invented key ids only use up their own
//! limit: a key that was found is cached for a day, refreshed in the background long before that,
//! with a separate limit, and stays in use while the key host is unavailable.

mod fetch;
mod known;
mod limit;
mod measure;
mod reachability;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use url::Url;

use self::fetch::Fetcher;
use self::known::{Keys, Look, Name};
use self::limit::Limit;
use self::reachability::Reachability;
use crate::clock::Clock;
use crate::environment::Environments;
use crate::jwt::{InvalidPublicKey, RsaPublicKey, is_key_id};
use crate::single_flight::SingleFlight;

/// Fetches and caches public keys. Cheap to clone; clones share the cache.
#[derive(Debug, Clone)]
pub struct KeyHost(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    environments: Environments,
    /// Replaces the key hosts of the environments, for development and tests.
    instead: Option<String>,
    fetcher: Fetcher,
    keys: Mutex<Keys>,
    fetches: SingleFlight<Name, KeyResult>,
    /// The limit for key ids that have not been found yet: all invented ones share it.
    strangers: Mutex<Limit>,
    /// The limit for keys that were valid before.
    refreshes: Mutex<Limit>,
    reachability: Reachability,
    clock: Clock,
}

type KeyResult = Result<Arc<RsaPublicKey>, KeyError>;

/// Why a key is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The tenant's host is not below a domain with a known key host.
    #[error("no key host is known for this tenant host")]
    UnknownSite,
    /// The key id doesn't have the form `[A-Za-z0-9-]{1,64}`; nothing was fetched.
    #[error("not a well-formed key id")]
    KeyId,
    /// The key host doesn't know the key id.
    #[error("the key host does not know this key id")]
    NotFound,
    /// The key host's response is not one usable public key.
    #[error("the key host serves no usable key: {0}")]
    Unusable(InvalidPublicKey),
    /// The key host can't be reached, takes longer than three seconds, fails, redirects, or sends
    /// more than 16 KiB.
    #[error("the key host is unavailable")]
    Unavailable,
    /// Too many unknown key ids were requested; nothing was fetched.
    #[error("too many requests to the key host")]
    Busy,
}

impl KeyHost {
    /// Atlassian's key hosts, selected by the tenant's host: for production.
    pub fn atlassian(clock: Clock) -> Self {
        Self::of(Environments::default(), clock)
    }

    /// The key hosts of these environments, selected by the tenant's host.
    pub fn of(environments: Environments, clock: Clock) -> Self {
        Self::with(environments, None, clock)
    }

    /// One key host for all tenants, for development and tests: `{url}/{kid}`.
    pub fn at(url: &Url, clock: Clock) -> Self {
        Self::with(Environments::none(), Some(url), clock)
    }

    fn with(environments: Environments, instead: Option<&Url>, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            environments,
            instead: instead.map(|url| url.as_str().trim_end_matches('/').to_owned()),
            fetcher: Fetcher::new(instead),
            keys: Mutex::default(),
            fetches: SingleFlight::default(),
            strangers: Mutex::new(Limit::new(&clock)),
            refreshes: Mutex::new(Limit::new(&clock)),
            reachability: Reachability::default(),
            clock,
        }))
    }

    /// Sets how long the key host may take; three seconds by default.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.0.fetcher.set_timeout(timeout);
        self
    }

    /// How long the key host has been failing: since the first of its failures without a success in
    /// between. `None` while it responds, and when there has been no request for five minutes,
    /// because its current state is then unknown.
    pub fn failing_for(&self) -> Option<Duration> {
        self.0.reachability.failing_for(self.0.clock.millis())
    }

    /// The public key with this id for tenants at `tenant` (their base URL).
    ///
    /// # Errors
    /// If there is none, or the key host is unavailable; see [`KeyError`].
    pub async fn key(&self, tenant: &Url, key_id: &str) -> Result<Arc<RsaPublicKey>, KeyError> {
        if !is_key_id(key_id) {
            return Err(KeyError::KeyId);
        }
        let shared = &self.0;
        let host = match &shared.instead {
            Some(host) => host.as_str(),
            None => {
                let site = shared.environments.of_site(tenant);
                site.ok_or(KeyError::UnknownSite)?.key_host()
            }
        };
        let name: Name = (host.into(), key_id.into());
        let look = shared.keys.lock().look(&name, shared.clock.millis());
        match look {
            Look::Good(key) => Ok(key),
            Look::Missing(error) => Err(error),
            Look::Due(key) => {
                let shared = Arc::clone(shared);
                tokio::spawn(async move { shared.ask(name, Budget::Refreshes).await });
                Ok(key)
            }
            Look::Overdue(key) => match Arc::clone(shared).ask(name, Budget::Refreshes).await {
                Err(error @ (KeyError::Unavailable | KeyError::Busy)) => {
                    tracing::warn!(
                        key_host = host,
                        key_id,
                        %error,
                        "a stale public key is used"
                    );
                    Ok(key)
                }
                result => result,
            },
            Look::Unknown => Arc::clone(shared).ask(name, Budget::Strangers).await,
        }
    }
}

/// The limit that a request counts against.
#[derive(Debug, Clone, Copy)]
enum Budget {
    Strangers,
    Refreshes,
}

impl Shared {
    /// Joins the request for a key that is in progress, or sends one.
    async fn ask(self: Arc<Self>, name: Name, budget: Budget) -> KeyResult {
        let cached = || self.keys.lock().settled(&name, self.clock.millis());
        let (asking, asked) = (Arc::clone(&self), name.clone());
        let fetch = || async move { asking.fetch(&asked, budget).await };
        let (keeping, kept) = (Arc::clone(&self), name.clone());
        let keep = move |result: &KeyResult| {
            keeping
                .keys
                .lock()
                .keep(kept, result, keeping.clock.millis());
        };
        let fetched = self.fetches.run(name.clone(), cached, fetch, keep).await;
        fetched.unwrap_or(Err(KeyError::Unavailable))
    }

    async fn fetch(&self, (host, key_id): &Name, budget: Budget) -> KeyResult {
        let now = self.clock.millis();
        let limit = match budget {
            Budget::Strangers => &self.strangers,
            Budget::Refreshes => &self.refreshes,
        };
        if !limit.lock().allows(now) {
            measure::count(&Err(KeyError::Busy));
            return Err(KeyError::Busy);
        }
        let result = self.fetcher.fetch(host, key_id).await.map(Arc::new);
        measure::count(&result);
        self.reachability.note(&result, self.clock.millis());
        result
    }
}
