//! The key host: where Atlassian publishes the public keys of lifecycle tokens.
//!
//! `installed` and `uninstalled` come signed with a private key of the host (RS256); the token's
//! `kid` names its public half, which is served as PEM text at `{key host}/{kid}`. Source:
//! documentation page "Security for Connect apps", signed installation callbacks.
//!
//! Whoever can make this module fetch can make it busy, so it fetches little: a key id is checked
//! before anything else, found keys are kept for an hour and missing ones for seconds, one request
//! per key id is under way at a time, and requests per second are limited (SECURITY cases 201 to
//! 207).

mod fetch;
mod limit;
mod site;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use self::fetch::Fetcher;
use self::limit::Limit;
use super::clock::Clock;
use super::jwt::{InvalidPublicKey, RsaPublicKey};

/// How long a found key is used before it is fetched again, in milliseconds: long enough to be
/// rare, short enough for a key that the host withdraws.
const FOUND_FOR: i64 = 60 * 60 * 1000;

/// How long a key id that the host doesn't know is not asked for again, in milliseconds.
const MISSING_FOR: i64 = 10 * 1000;

/// Key ids remembered at once. The hosts have a handful; the rest are somebody's inventions.
const MAX_REMEMBERED: usize = 512;

/// Fetches and keeps public keys. Cheap to clone; clones share what they know.
#[derive(Debug, Clone)]
pub struct KeyHost(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Instead of the table of [`site`]: development and tests.
    instead: Option<String>,
    fetcher: Fetcher,
    remembered: Mutex<HashMap<Name, Arc<Slot>>>,
    limit: Mutex<Limit>,
    clock: Clock,
}

/// Key host and key id: a key of one environment is no key of another.
type Name = (Box<str>, Box<str>);

/// What is known of one key id. The lock is held while it is being fetched, so that everybody else
/// waits for that one request.
#[derive(Debug, Default)]
struct Slot {
    /// Counts the fetches that ended, so that those who waited for one take its result, whatever
    /// it was.
    fetches: AtomicU64,
    known: tokio::sync::Mutex<Option<Known>>,
}

#[derive(Debug)]
struct Known {
    result: Result<Arc<RsaPublicKey>, KeyError>,
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
    #[error("not the shape of a key id")]
    KeyId,
    /// The key host doesn't know the key id.
    #[error("the key host does not know this key id")]
    NotFound,
    /// What the key host serves is not one usable public key.
    #[error("the key host serves no usable key: {0}")]
    Unusable(InvalidPublicKey),
    /// The key host can't be reached, takes longer than three seconds, fails, redirects, or sends
    /// more than 16 KiB.
    #[error("the key host can't be asked now")]
    Unavailable,
    /// Too many unknown key ids were asked for; nothing was fetched.
    #[error("too many requests to the key host")]
    Busy,
}

/// Whether a text has the shape of a key id: `[A-Za-z0-9-]{1,64}` (SECURITY case 205).
///
/// ```
/// use connect_auth::key_host::is_key_id;
///
/// assert!(is_key_id("c7b2a9b4-0f4e-4a0f-9d62-5a0a3f0a9d11"));
/// assert!(!is_key_id("../evil"));
/// assert!(!is_key_id(""));
/// ```
pub fn is_key_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
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
            limit: Mutex::new(Limit::new(&clock)),
            clock,
        }))
    }

    /// Sets how long the key host may take; three seconds unless set.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.0.fetcher.set_timeout(timeout);
        self
    }

    /// The public key of this id for tenants at `tenant` (their base URL).
    ///
    /// # Errors
    /// When there is none, or it can't be told now; see [`KeyError`].
    pub async fn key(&self, tenant: &Url, key_id: &str) -> Result<Arc<RsaPublicKey>, KeyError> {
        if !is_key_id(key_id) {
            return Err(KeyError::KeyId);
        }
        let shared = &*self.0;
        let host = match &shared.instead {
            Some(host) => host,
            None => site::key_host(tenant).ok_or(KeyError::UnknownSite)?,
        };
        let slot = shared.slot(host, key_id)?;
        let fetches = slot.fetches.load(Ordering::Acquire);
        let mut known = slot.known.lock().await;
        let now = shared.clock.millis();
        if let Some(known) = &*known {
            // Fresh, or fetched while this call waited for it.
            if now < known.until || slot.fetches.load(Ordering::Acquire) != fetches {
                return known.result.clone();
            }
        }
        if !lock(&shared.limit).allows(now) {
            return Err(KeyError::Busy);
        }
        let result = shared.fetcher.fetch(host, key_id).await.map(Arc::new);
        let now = shared.clock.millis();
        let until = match result {
            Ok(_) => now.saturating_add(FOUND_FOR),
            Err(KeyError::NotFound | KeyError::Unusable(_)) => now.saturating_add(MISSING_FOR),
            Err(_) => now,
        };
        *known = Some(Known {
            result: result.clone(),
            until,
        });
        slot.fetches.fetch_add(1, Ordering::Release);
        result
    }
}

impl Shared {
    fn slot(&self, host: &str, key_id: &str) -> Result<Arc<Slot>, KeyError> {
        let name: Name = (host.into(), key_id.into());
        let mut remembered = lock(&self.remembered);
        if let Some(slot) = remembered.get(&name) {
            return Ok(Arc::clone(slot));
        }
        if remembered.len() >= MAX_REMEMBERED {
            let now = self.clock.millis();
            remembered.retain(|_, slot| slot.is_worth_keeping(now));
        }
        if remembered.len() >= MAX_REMEMBERED {
            return Err(KeyError::Busy);
        }
        Ok(Arc::clone(remembered.entry(name).or_default()))
    }
}

impl Slot {
    /// A good key, or one that somebody is waiting for.
    fn is_worth_keeping(self: &Arc<Self>, now: i64) -> bool {
        Arc::strong_count(self) > 1
            || self.known.try_lock().map_or(true, |known| {
                known
                    .as_ref()
                    .is_some_and(|known| known.result.is_ok() && now < known.until)
            })
    }
}

/// Nothing panics under these locks, and what they guard is whole after each statement.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
