//! Deduplication of concurrent calls: one call per key at a time, with a shared result.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;

/// Runs at most one call for a key at a time; callers that request the key meanwhile share its result.
///
/// A call is a separate task, so it completes even if every caller that waits for it is dropped. Its
/// result is passed to `keep`, unless the key was [forgotten](Self::forget) since the call began:
/// what was read before a write can't be cached after it.
///
/// Clones share their calls.
pub struct SingleFlight<K, V>(Arc<Mutex<HashMap<K, Flight<V>>>>);

/// A call in progress: `None` until it has its result.
type Flight<V> = watch::Receiver<Option<V>>;

impl<K, V> SingleFlight<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Joins the call for `key` that is in progress, or else returns what `cached` has, or else
    /// starts `call`. `None` if the call panicked or the runtime is shutting down.
    ///
    /// `cached` and `keep` run under one lock, so that no second call can start between the end of
    /// a call and its result being cached.
    pub async fn run<F>(
        &self,
        key: K,
        cached: impl FnOnce() -> Option<V>,
        call: impl FnOnce() -> F,
        keep: impl FnOnce(&V) + Send + 'static,
    ) -> Option<V>
    where
        F: Future<Output = V> + Send + 'static,
    {
        let mut flight = {
            let mut flights = self.0.lock();
            match flights.get(&key) {
                Some(flight) => flight.clone(),
                None => {
                    if let Some(value) = cached() {
                        return Some(value);
                    }
                    let (sender, flight) = watch::channel(None);
                    flights.insert(key.clone(), flight.clone());
                    let entry = Entry {
                        flights: self.clone(),
                        key,
                        flight: flight.clone(),
                    };
                    let call = call();
                    tokio::spawn(async move {
                        let value = call.await;
                        entry.complete(|| keep(&value));
                        sender.send_replace(Some(value));
                    });
                    flight
                }
            }
        };
        flight.wait_for(Option::is_some).await.ok()?.clone()
    }

    /// Whether a call for this key is in progress.
    pub fn is_under_way<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.lock().contains_key(key)
    }

    /// How many calls are in progress.
    pub fn under_way(&self) -> usize {
        self.0.lock().len()
    }

    /// Runs `drop_cached`, and makes sure that no call in progress for a matching key caches its
    /// result. Callers that are waiting for such a call still get it; the next caller starts
    /// another.
    pub fn forget(&self, matches: impl Fn(&K) -> bool, drop_cached: impl FnOnce()) {
        let mut flights = self.0.lock();
        flights.retain(|key, _| !matches(key));
        drop_cached();
    }
}

/// A call's entry in the map, removed when the call ends in any way.
struct Entry<K: Eq + Hash, V> {
    flights: SingleFlight<K, V>,
    key: K,
    flight: Flight<V>,
}

impl<K: Eq + Hash, V> Entry<K, V> {
    /// Removes the entry and runs `keep`, unless the call has been forgotten.
    fn complete(&self, keep: impl FnOnce()) {
        let mut flights = self.flights.0.lock();
        if flights
            .get(&self.key)
            .is_some_and(|flight| flight.same_channel(&self.flight))
        {
            flights.remove(&self.key);
            keep();
        }
    }
}

impl<K: Eq + Hash, V> Drop for Entry<K, V> {
    fn drop(&mut self) {
        self.complete(|| {});
    }
}

impl<K, V> Clone for SingleFlight<K, V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, V> Default for SingleFlight<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, V> fmt::Debug for SingleFlight<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleFlight").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt;
    use futures_util::future::join_all;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn concurrent_callers_share_one_call() {
        let flights = SingleFlight::<&str, usize>::default();
        let calls = Arc::new(AtomicUsize::new(0));
        let callers = (0..10).map(|_| {
            let calls = Arc::clone(&calls);
            let call = || async move {
                tokio::task::yield_now().await;
                calls.fetch_add(1, Ordering::SeqCst)
            };
            flights.run("a", || None, call, |_| {})
        });
        assert_eq!(join_all(callers).await, [Some(0); 10]);
        assert_eq!(flights.under_way(), 0);
        let next = flights.run("a", || None, || async { 7 }, |_| {}).await;
        assert_eq!(next, Some(7), "nothing is remembered");
        let cached = flights.run("a", || Some(8), || async { 9 }, |_| {}).await;
        assert_eq!(cached, Some(8));
    }

    #[tokio::test]
    async fn a_call_ends_without_its_callers() {
        let flights = SingleFlight::<&str, u8>::default();
        let kept = Arc::new(Notify::new());
        let notify = Arc::clone(&kept);
        let given_up = flights.run("a", || None, || async { 1 }, move |_| notify.notify_one());
        assert!(given_up.now_or_never().is_none());
        kept.notified().await;
    }

    #[tokio::test]
    async fn what_was_forgotten_is_not_kept() {
        let flights = SingleFlight::<&str, u8>::default();
        let go_on = Arc::new(Notify::new());
        let (waits, keeps) = (Arc::clone(&go_on), Arc::new(AtomicUsize::new(0)));
        let counts = Arc::clone(&keeps);
        let call = || async move {
            waits.notified().await;
            1
        };
        let keep = move |_: &u8| {
            counts.fetch_add(1, Ordering::SeqCst);
        };
        let mut first = Box::pin(flights.run("a", || None, call, keep));
        assert!(first.as_mut().now_or_never().is_none());
        assert!(flights.is_under_way("a"));
        flights.forget(|key| *key == "a", || {});
        assert!(!flights.is_under_way("a"));
        go_on.notify_one();
        assert_eq!(first.await, Some(1));
        assert_eq!(keeps.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_panic_ends_the_call_and_the_next_one_starts() {
        let flights = SingleFlight::<&str, u8>::default();
        let panics = || async { panic!("on purpose") };
        assert_eq!(flights.run("a", || None, panics, |_| {}).await, None);
        assert_eq!(
            flights.run("a", || None, || async { 1 }, |_| {}).await,
            Some(1)
        );
    }
}
