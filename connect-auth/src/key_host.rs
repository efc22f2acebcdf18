//! The key host: where Atlassian publishes the public keys of lifecycle tokens.
//!
//! `installed` and `uninstalled` come signed with a private key of the host (RS256); the token's
//! `kid` names its public half, which is served as PEM text at `{key host}/{kid}`. Source:
//! documentation page "Security for Connect apps", signed installation callbacks.
//!
//! Anyone can make this module fetch, so it fetches little: a key id is checked before anything
//! else, found keys are kept for an hour and missing ones for seconds, there is one request per key
//! id at a time, and the requests per second are limited.

mod fetch;
mod limit;
mod measure;
mod reachability;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use url::Url;

use self::fetch::Fetcher;
use self::limit::Limit;
use self::reachability::Reachability;
use crate::clock::Clock;
use crate::environment;
use crate::jwt::{InvalidPublicKey, RsaPublicKey, is_key_id};
use crate::single_flight::SingleFlight;

/// How long a found key is used before it is fetched again, in milliseconds: long enough to be
/// rare, short enough for a key that the host withdraws.
const FOUND_FOR: i64 = 60 * 60 * 1000;

/// How long a key id that the host doesn't know is not asked for again, in milliseconds.
const MISSING_FOR: i64 = 10 * 1000;

/// Key ids remembered at once. The hosts have a handful; the rest are invented.
const MAX_REMEMBERED: usize = 512;

/// Fetches and keeps public keys. Cheap to clone; clones share what they know.
#[derive(Debug, Clone)]
pub struct KeyHost(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Replaces the key hosts of [`environment`]: development and tests.
    instead: Option<String>,
    fetcher: Fetcher,
    remembered: Mutex<HashMap<Name, Known>>,
    fetches: SingleFlight<Name, KeyResult>,
    limit: Mutex<Limit>,
    reachability: Reachability,
    clock: Clock,
}

/// Key host and key id: a key of one environment is not valid in another.
type Name = (Box<str>, Box<str>);

type KeyResult = Result<Arc<RsaPublicKey>, KeyError>;

#[derive(Debug)]
struct Known {
    result: KeyResult,
    /// In milliseconds of the clock.
    until: i64,
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The tenant's host is not below a domain whose key host is known.
    #[error("no key host is known for this tenant host")]
    UnknownSite,
    /// The key id is not of the shape `[A-Za-z0-9-]{1,64}`; nothing was fetched.
    #[error("not a well-formed key id")]
    KeyId,
    /// The key host doesn't know the key id.
    #[error("the key host does not know this key id")]
    NotFound,
    /// What the key host serves is not one usable public key.
    #[error("the key host serves no usable key: {0}")]
    Unusable(InvalidPublicKey),
    /// The key host can't be reached, takes longer than three seconds, fails, redirects, or sends
    /// more than 16 KiB.
    #[error("the key host is unavailable")]
    Unavailable,
    /// Too many unknown key ids were asked for; nothing was fetched.
    #[error("too many requests to the key host")]
    Busy,
}

impl KeyHost {
    /// Atlassian's key hosts, chosen by the tenant's host.
    pub fn atlassian(clock: Clock) -> Self {
        Self::with(None, clock)
    }

    /// One key host for all tenants, for development and tests: `{url}/{kid}`.
    pub fn at(url: &Url, clock: Clock) -> Self {
        Self::with(Some(url), clock)
    }

    fn with(instead: Option<&Url>, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            instead: instead.map(|url| url.as_str().trim_end_matches('/').to_owned()),
            fetcher: Fetcher::new(instead),
            remembered: Mutex::default(),
            fetches: SingleFlight::default(),
            limit: Mutex::new(Limit::new(&clock)),
            reachability: Reachability::default(),
            clock,
        }))
    }

    /// Sets how long the key host may take; three seconds unless set.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.0.fetcher.set_timeout(timeout);
        self
    }

    /// For how long the key host has done nothing but fail: from the first of its failures on,
    /// until it answers again. `None` while it answers, and when nothing has been asked of it for
    /// five minutes: what it is like now is then not known.
    pub fn failing_for(&self) -> Option<Duration> {
        self.0.reachability.failing_for(self.0.clock.millis())
    }

    /// The public key of this id for tenants at `tenant` (their base URL).
    ///
    /// # Errors
    /// When there is none, or the key host is unavailable; see [`KeyError`].
    pub async fn key(&self, tenant: &Url, key_id: &str) -> Result<Arc<RsaPublicKey>, KeyError> {
        if !is_key_id(key_id) {
            return Err(KeyError::KeyId);
        }
        let shared = &self.0;
        let host = match &shared.instead {
            Some(host) => host,
            None => {
                environment::of_site(tenant)
                    .ok_or(KeyError::UnknownSite)?
                    .key_host
            }
        };
        let name: Name = (host.into(), key_id.into());
        let cached = || shared.known(&name);
        if let Some(result) = cached() {
            return result;
        }
        let (asking, asked) = (Arc::clone(shared), name.clone());
        let fetch = || async move { asking.fetch(&asked).await };
        let (keeping, kept) = (Arc::clone(shared), name.clone());
        let keep = move |result: &KeyResult| keeping.remember(kept, result);
        let fetched = shared.fetches.run(name.clone(), cached, fetch, keep).await;
        fetched.unwrap_or(Err(KeyError::Unavailable))
    }
}

impl Shared {
    fn known(&self, name: &Name) -> Option<KeyResult> {
        let remembered = self.remembered.lock();
        let known = remembered.get(name)?;
        (self.clock.millis() < known.until).then(|| known.result.clone())
    }

    async fn fetch(&self, (host, key_id): &Name) -> KeyResult {
        if !self.has_room() || !self.limit.lock().allows(self.clock.millis()) {
            measure::count(&Err(KeyError::Busy));
            return Err(KeyError::Busy);
        }
        let result = self.fetcher.fetch(host, key_id).await.map(Arc::new);
        measure::count(&result);
        self.reachability.note(&result, self.clock.millis());
        result
    }

    /// Whether one more result can be remembered; good keys are not driven out for it.
    fn has_room(&self) -> bool {
        let mut remembered = self.remembered.lock();
        if remembered.len() >= MAX_REMEMBERED {
            let now = self.clock.millis();
            remembered.retain(|_, known| known.result.is_ok() && now < known.until);
        }
        remembered.len() < MAX_REMEMBERED
    }

    /// Keeps what the key host responded; a failure to respond is not remembered.
    fn remember(&self, name: Name, result: &KeyResult) {
        let keep_for = match result {
            Ok(_) => FOUND_FOR,
            Err(KeyError::NotFound | KeyError::Unusable(_)) => MISSING_FOR,
            Err(_) => return,
        };
        if self.has_room() {
            let until = self.clock.millis().saturating_add(keep_for);
            let result = result.clone();
            self.remembered.lock().insert(name, Known { result, until });
        }
    }
}
