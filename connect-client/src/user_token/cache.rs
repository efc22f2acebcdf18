//! Tokens that are kept: per tenant, user and scopes, refreshed early, fetched once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderValue;

use super::ImpersonationError;
use crate::handle::Actor;
use connect_auth::clock::Clock;

/// How many tokens are kept. One takes some 2 KiB.
const MAX_KEPT: usize = 10_000;

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Name {
    pub(super) site: Arc<str>,
    pub(super) actor: Actor,
}

/// A token as it is sent.
pub(super) struct Token {
    pub(super) header: HeaderValue,
    /// In seconds since the Unix epoch, as the next.
    pub(super) refresh_at: i64,
    pub(super) expires_at: i64,
}

#[derive(Debug, Default)]
pub(crate) struct UserTokens(Mutex<HashMap<Name, Arc<Slot>>>);

/// The place of one token.
#[derive(Default)]
pub(super) struct Slot {
    kept: Mutex<Kept>,
    /// Whoever holds it is asking for a token; the others wait for that one.
    flight: tokio::sync::Mutex<()>,
    /// Counts the flights that ended.
    flights: AtomicU64,
}

#[derive(Default)]
struct Kept {
    token: Option<Arc<Token>>,
    /// Why the last flight brought none, for those who waited for it.
    error: Option<ImpersonationError>,
}

impl UserTokens {
    pub(super) fn slot(&self, name: Name, clock: &Clock) -> Arc<Slot> {
        let mut slots = lock(&self.0);
        if let Some(slot) = slots.get(&name) {
            return Arc::clone(slot);
        }
        if slots.len() >= MAX_KEPT {
            let now = clock.now();
            slots.retain(|_, slot| Arc::strong_count(slot) > 1 || slot.is_usable(now));
        }
        if slots.len() >= MAX_KEPT {
            // All are good: the loss of any costs one request, and of half of them comes seldom.
            let mut keep = false;
            slots.retain(|_, _| {
                keep = !keep;
                keep
            });
        }
        Arc::clone(slots.entry(name).or_default())
    }

    /// Drops the tokens of every site whose identity begins so.
    pub(crate) fn forget(&self, prefix: &str) {
        lock(&self.0).retain(|name, _| !name.site.starts_with(prefix));
    }
}

impl Slot {
    /// The token that is kept, or a new one.
    pub(super) async fn token<F, A>(
        &self,
        clock: &Clock,
        ask: F,
    ) -> Result<Arc<Token>, ImpersonationError>
    where
        F: FnOnce() -> A,
        A: Future<Output = Result<Token, ImpersonationError>>,
    {
        let now = clock.now();
        let kept = self.kept().token.clone();
        let old = kept.filter(|token| now < token.expires_at);
        if let Some(old) = old {
            if now < old.refresh_at {
                return Ok(old);
            }
            // Still good, so nobody waits: one call asks for the next, and if that fails the old
            // one does until its end.
            let Ok(_flight) = self.flight.try_lock() else {
                return Ok(old);
            };
            return Ok(self.fly(ask).await.unwrap_or(old));
        }
        let before = self.flights.load(Ordering::Acquire);
        let _flight = self.flight.lock().await;
        if self.flights.load(Ordering::Acquire) != before {
            let kept = self.kept();
            match (&kept.token, &kept.error) {
                (Some(token), _) if clock.now() < token.expires_at => return Ok(Arc::clone(token)),
                (None, Some(error)) => return Err(error.clone()),
                _ => {}
            }
        }
        self.fly(ask).await
    }

    /// Only with the flight's lock held.
    async fn fly<F, A>(&self, ask: F) -> Result<Arc<Token>, ImpersonationError>
    where
        F: FnOnce() -> A,
        A: Future<Output = Result<Token, ImpersonationError>>,
    {
        let asked = ask().await.map(Arc::new);
        let mut kept = self.kept();
        match &asked {
            Ok(token) => {
                *kept = Kept {
                    token: Some(Arc::clone(token)),
                    error: None,
                }
            }
            Err(error) => kept.error = Some(error.clone()),
        }
        drop(kept);
        self.flights.fetch_add(1, Ordering::Release);
        asked
    }

    /// Drops this token, unless a newer one is here already.
    pub(super) fn forget(&self, token: &Arc<Token>) {
        let mut kept = self.kept();
        if kept
            .token
            .as_ref()
            .is_some_and(|kept| Arc::ptr_eq(kept, token))
        {
            *kept = Kept::default();
        }
    }

    fn is_usable(&self, now: i64) -> bool {
        let kept = self.kept();
        kept.token
            .as_ref()
            .is_some_and(|token| now < token.expires_at)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        lock(&self.kept)
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slot(…)")
    }
}

/// Nothing panics under these locks, and what they guard is whole after each statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
