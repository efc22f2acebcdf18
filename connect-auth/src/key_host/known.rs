//! The cache of keys, and how long entries last.

use std::collections::HashMap;
use std::sync::Arc;

use super::{KeyError, KeyResult};
use crate::jwt::RsaPublicKey;

/// The age after which a found key is refetched, in the background, at its next use, in
/// milliseconds: short enough for a key that the host withdraws.
const REFRESH_AFTER: i64 = HOUR;

/// How long a found key is used without a response from the key host, in milliseconds.
const FOUND_FOR: i64 = 24 * HOUR;

/// How long it is used beyond that while the key host is down or the limit is reached, in
/// milliseconds. If a key host responds that it has no such key, that takes effect at once.
const STALE_FOR: i64 = 7 * 24 * HOUR;

/// The minimum interval between requests for a valid key, in milliseconds.
const REPEAT_AFTER: i64 = 60 * 1000;

/// How long a key id that the host doesn't know is not requested again, in milliseconds.
const MISSING_FOR: i64 = 10 * 1000;

const HOUR: i64 = 60 * 60 * 1000;

/// The maximum number of valid keys. The hosts have a handful.
pub(super) const MAX_GOOD: usize = 64;

/// The maximum number of unknown key ids: more than can be requested while one is remembered.
pub(super) const MAX_MISSING: usize = 256;

/// Key host and key id: a key of one environment is not valid in another.
pub(super) type Name = (Box<str>, Box<str>);

/// The keys that were found, and the ids that were not: stored separately, so that invented ids
/// only evict each other.
#[derive(Debug, Default)]
pub(super) struct Keys {
    good: HashMap<Name, Good>,
    missing: HashMap<Name, Missing>,
}

/// Times are in the clock's milliseconds.
#[derive(Debug)]
struct Good {
    key: Arc<RsaPublicKey>,
    found_at: i64,
    asked_at: i64,
    used_at: i64,
}

#[derive(Debug)]
struct Missing {
    error: KeyError,
    until: i64,
}

/// What to do to get a key.
#[derive(Debug)]
pub(super) enum Look {
    /// Use it.
    Good(Arc<RsaPublicKey>),
    /// Use it, and refetch it in the background.
    Due(Arc<RsaPublicKey>),
    /// Refetch it, and use it if the key host is unavailable.
    Overdue(Arc<RsaPublicKey>),
    /// The key host has recently responded that it doesn't exist.
    Missing(KeyError),
    /// Fetch it.
    Unknown,
}

impl Keys {
    /// Looks up a key for a caller that does what the result says.
    pub(super) fn look(&mut self, name: &Name, now: i64) -> Look {
        if let Some(good) = self.good.get_mut(name) {
            let (age, asked) = (now - good.found_at, now - good.asked_at);
            let key = Arc::clone(&good.key);
            good.used_at = now;
            if age < STALE_FOR {
                if age < REFRESH_AFTER || asked < REPEAT_AFTER {
                    return Look::Good(key);
                }
                good.asked_at = now;
                return if age < FOUND_FOR {
                    Look::Due(key)
                } else {
                    Look::Overdue(key)
                };
            }
            self.good.remove(name);
        }
        match self.missing.get(name) {
            Some(missing) if now < missing.until => Look::Missing(missing.error),
            _ => Look::Unknown,
        }
    }

    /// The key host's response about a key, if it is recent enough not to be requested again.
    pub(super) fn settled(&self, name: &Name, now: i64) -> Option<KeyResult> {
        if let Some(good) = self.good.get(name) {
            let fresh = now - good.found_at < REFRESH_AFTER;
            return fresh.then(|| Ok(Arc::clone(&good.key)));
        }
        let missing = self.missing.get(name)?;
        (now < missing.until).then_some(Err(missing.error))
    }

    /// Caches the key host's response; a failure to respond changes nothing.
    pub(super) fn keep(&mut self, name: Name, result: &KeyResult, now: i64) {
        match result {
            Ok(key) => {
                self.missing.remove(&name);
                if self.good.len() >= MAX_GOOD && !self.good.contains_key(&name) {
                    self.drop_longest_unused();
                }
                let good = Good {
                    key: Arc::clone(key),
                    found_at: now,
                    asked_at: now,
                    used_at: now,
                };
                self.good.insert(name, good);
            }
            Err(error @ (KeyError::NotFound | KeyError::Unusable(_))) => {
                self.good.remove(&name);
                if self.missing.len() >= MAX_MISSING {
                    self.missing.retain(|_, missing| now < missing.until);
                }
                if self.missing.len() < MAX_MISSING {
                    let (error, until) = (*error, now.saturating_add(MISSING_FOR));
                    self.missing.insert(name, Missing { error, until });
                }
            }
            Err(_) => {}
        }
    }

    fn drop_longest_unused(&mut self) {
        let longest = self.good.iter().min_by_key(|(_, good)| good.used_at);
        if let Some(name) = longest.map(|(name, _)| name.clone()) {
            self.good.remove(&name);
        }
    }

    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.good.len(), self.missing.len())
    }
}
