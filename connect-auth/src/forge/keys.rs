//! Forge's key set: fetched, cached, and rarely refetched.
//!
//! All keys are at one address, so a token names a key that is known, or one that a fetch may bring.
//! Anyone can name a key: unknown ones cause a fetch every ten seconds at most.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::StatusCode;
use parking_lot::Mutex;
use reqwest::Client;
use reqwest::redirect::Policy;
use url::Url;

use crate::clock::Clock;
use crate::content;
use crate::jwt::{KeySet, RsaPublicKey};
use crate::patience::within;
use crate::reach::Reach;
use crate::single_flight::SingleFlight;

/// The address of Forge's key set ("Forge Remote essentials", verifying requests).
pub const KEY_SET_URL: &str = "https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json";

/// How long fetching the key set may take.
const TIMEOUT: Duration = Duration::from_secs(3);
/// A key has about 500 bytes; there are only a few.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// The age after which the set is refetched in the background, at its next use, in milliseconds.
const REFRESH_AFTER: i64 = 60 * 60 * 1000;
/// How long it is used if it can't be fetched, in milliseconds.
const STALE_FOR: i64 = 7 * 24 * 60 * 60 * 1000;
/// The minimum interval between fetches, in milliseconds: both for an unknown key and after a
/// failure.
const REPEAT_AFTER: i64 = 10 * 1000;

/// Fetches and caches Forge's keys. Cheap to clone; clones share the cache.
#[derive(Debug, Clone)]
pub struct InvocationKeys(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    url: String,
    reach: Reach,
    client: OnceLock<Option<Client>>,
    known: Mutex<Known>,
    fetches: SingleFlight<(), Result<Arc<KeySet>, KeySetError>>,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Known {
    keys: Option<Arc<KeySet>>,
    found_at: i64,
    /// When it was last requested, whatever the result.
    asked_at: Option<i64>,
}

/// Why a key is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// The key set has no key with this id.
    #[error("the key set has no such key")]
    NotFound,
    /// The key set can't be fetched, and no cached one may still be used.
    #[error("the key set is unavailable")]
    Unavailable,
    /// The response is not a key set with a usable key.
    #[error("the key set has no usable key")]
    Unusable,
}

impl InvocationKeys {
    /// Fetches keys from Forge's own key set.
    pub fn atlassian(clock: Clock) -> Self {
        Self::with(KEY_SET_URL.to_owned(), Reach::Network, clock)
    }

    /// Fetches keys from another address: another environment's, or a test's.
    pub fn at(url: &Url, clock: Clock) -> Self {
        Self::with(url.to_string(), Reach::of(url), clock)
    }

    fn with(url: String, reach: Reach, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            url,
            reach,
            client: OnceLock::new(),
            known: Mutex::default(),
            fetches: SingleFlight::default(),
            clock,
        }))
    }

    /// The address of the key set.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// The key with this id.
    ///
    /// # Errors
    /// [`KeySetError`] if it doesn't exist or can't be determined.
    pub async fn key(&self, key_id: &str) -> Result<RsaPublicKey, KeySetError> {
        let now = self.0.clock.millis();
        let (known, due, rests) = {
            let known = self.0.known.lock();
            let usable = known
                .keys
                .clone()
                .filter(|_| now.saturating_sub(known.found_at) < STALE_FOR);
            let rests = known
                .asked_at
                .is_some_and(|asked| now.saturating_sub(asked) < REPEAT_AFTER);
            let due = now.saturating_sub(known.found_at) >= REFRESH_AFTER;
            (usable, due, rests)
        };
        let found = known.as_ref().and_then(|keys| keys.get(key_id)).cloned();
        match (found, known.is_some()) {
            (Some(key), _) => {
                if due && !rests {
                    let keys = self.clone();
                    tokio::spawn(async move { keys.fetch().await });
                }
                Ok(key)
            }
            (None, true) if rests => Err(KeySetError::NotFound),
            (None, false) if rests => Err(KeySetError::Unavailable),
            (None, _) => match self.fetch().await {
                Ok(keys) => keys.get(key_id).cloned().ok_or(KeySetError::NotFound),
                Err(error) => Err(error),
            },
        }
    }

    async fn fetch(&self) -> Result<Arc<KeySet>, KeySetError> {
        let shared = Arc::clone(&self.0);
        let keeper = Arc::clone(&self.0);
        let fetched = self.0.fetches.run(
            (),
            || None,
            move || async move { shared.fetched().await.map(Arc::new) },
            move |result| {
                let now = keeper.clock.millis();
                let mut known = keeper.known.lock();
                known.asked_at = Some(now);
                if let Ok(keys) = result {
                    known.keys = Some(Arc::clone(keys));
                    known.found_at = now;
                }
            },
        );
        fetched.await.unwrap_or(Err(KeySetError::Unavailable))
    }
}

impl Shared {
    async fn fetched(&self) -> Result<KeySet, KeySetError> {
        let result = within(TIMEOUT, self.request()).await;
        let result = result.unwrap_or(Err(KeySetError::Unavailable));
        if let Err(error) = result {
            tracing::warn!(url = %self.url, %error, "no key set of Forge");
        }
        result
    }

    async fn request(&self) -> Result<KeySet, KeySetError> {
        let client = self.client.get_or_init(|| self.build()).as_ref();
        let client = client.ok_or(KeySetError::Unavailable)?;
        let response = client.get(&self.url).send().await;
        let mut response = response.map_err(|_| KeySetError::Unavailable)?;
        if response.status() != StatusCode::OK {
            return Err(KeySetError::Unavailable);
        }
        let body = content::read(&mut response, MAX_BODY_BYTES).await;
        let body = body.map_err(|_| KeySetError::Unavailable)?;
        let keys = KeySet::parse(&body).map_err(|_| KeySetError::Unusable)?;
        // An empty set would lock out everyone until the next fetch.
        if keys.is_empty() {
            return Err(KeySetError::Unusable);
        }
        Ok(keys)
    }

    fn build(&self) -> Option<Client> {
        self.reach
            .client()
            // A redirect would let the answering host choose who vouches for Forge.
            .redirect(Policy::none())
            .user_agent(concat!("connect-auth/", env!("CARGO_PKG_VERSION")))
            .build()
            .inspect_err(|error| tracing::error!(%error, "no HTTP client for the key set of Forge"))
            .ok()
    }
}
