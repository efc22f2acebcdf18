//! A cache of the host's answers.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A bounded number of answers, each cached for a limited time. Concurrent callers share one
/// request.
pub(super) struct Kept<T> {
    most: usize,
    time: Duration,
    slots: Mutex<HashMap<Box<str>, Slot<T>>>,
}

type Slot<T> = Arc<tokio::sync::Mutex<Option<(Instant, T)>>>;

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("most", &self.most)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

impl<T: Clone> Kept<T> {
    /// Caches up to `most` answers, each for `time`.
    pub(super) fn new(most: usize, time: Duration) -> Self {
        Self {
            most,
            time,
            slots: Mutex::default(),
        }
    }

    /// The answer cached under `key`, or a new one. A failure is not cached.
    pub(super) async fn get<E>(
        &self,
        key: &str,
        ask: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.get_for(key, async { Ok((ask.await?, self.time)) })
            .await
    }

    /// As [`Kept::get`], for an answer that determines how long it is cached.
    pub(super) async fn get_for<E>(
        &self,
        key: &str,
        ask: impl Future<Output = Result<(T, Duration), E>>,
    ) -> Result<T, E> {
        let slot = self.slot(key);
        let mut slot = slot.lock().await;
        if let Some((until, answer)) = &*slot
            && Instant::now() < *until
        {
            return Ok(answer.clone());
        }
        *slot = None;
        let (answer, time) = ask.await?;
        *slot = Some((Instant::now() + time, answer.clone()));
        Ok(answer)
    }

    /// Drops the entries whose keys start with this prefix.
    pub(super) fn forget(&self, prefix: &str) {
        self.slots().retain(|key, _| !key.starts_with(prefix));
    }

    fn slot(&self, key: &str) -> Slot<T> {
        let mut slots = self.slots();
        if let Some(slot) = slots.get(key) {
            return Arc::clone(slot);
        }
        if slots.len() >= self.most {
            let now = Instant::now();
            slots.retain(|_, slot| match slot.try_lock() {
                Ok(answer) => answer.as_ref().is_some_and(|(until, _)| now < *until),
                // A caller is waiting for it.
                Err(_) => true,
            });
        }
        if slots.len() >= self.most
            && let Some(any) = slots.keys().next().cloned()
        {
            slots.remove(&any);
        }
        Arc::clone(slots.entry(key.into()).or_default())
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<Box<str>, Slot<T>>> {
        // A panic can't leave a change to the map half done.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const TIME: Duration = Duration::from_secs(30);

    async fn counted(asked: &AtomicU32) -> Result<u32, Infallible> {
        tokio::task::yield_now().await;
        Ok(asked.fetch_add(1, Ordering::Relaxed))
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_kept_for_its_time() {
        let (kept, asked) = (Kept::new(9, TIME), AtomicU32::new(0));
        assert_eq!(kept.get("a", counted(&asked)).await, Ok(0));
        tokio::time::advance(TIME - Duration::from_millis(1)).await;
        assert_eq!(kept.get("a", counted(&asked)).await, Ok(0));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(kept.get("a", counted(&asked)).await, Ok(1));
        kept.forget("a");
        assert_eq!(kept.get("a", counted(&asked)).await, Ok(2));
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_callers_ask_once() {
        let (kept, asked) = (Kept::new(9, TIME), AtomicU32::new(0));
        let all = std::array::from_fn::<_, 50, _>(|_| kept.get("a", counted(&asked)));
        for answer in futures_util::future::join_all(all).await {
            assert_eq!(answer, Ok(0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_is_not_kept() {
        let kept = Kept::new(9, TIME);
        assert_eq!(
            kept.get("a", async { Err::<u32, _>("down") }).await,
            Err("down")
        );
        assert_eq!(kept.get("a", async { Ok::<_, &str>(7) }).await, Ok(7));
    }

    #[tokio::test(start_paused = true)]
    async fn the_number_of_kept_answers_is_bounded() {
        let (kept, asked) = (Kept::new(9, TIME), AtomicU32::new(0));
        for key in 0..100 {
            kept.get(&key.to_string(), counted(&asked)).await.unwrap();
        }
        assert_eq!(kept.slots().len(), 9);
    }
}
