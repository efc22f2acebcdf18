//! Whether the key host has answered of late.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::{KeyError, KeyResult};

/// For how long a failure says something about the present, in milliseconds.
const NEWS_FOR: i64 = 5 * 60 * 1000;

/// Not failing.
const NEVER: i64 = i64::MIN;

/// What the last requests to the key host came to.
#[derive(Debug)]
pub(super) struct Reachability {
    /// When the first of the failures came that no answer has followed, in milliseconds.
    since: AtomicI64,
    /// When the last of them came.
    last: AtomicI64,
}

impl Default for Reachability {
    fn default() -> Self {
        Self {
            since: AtomicI64::new(NEVER),
            last: AtomicI64::new(NEVER),
        }
    }
}

impl Reachability {
    /// Notes what became of a request that left. That a key is unknown or unusable is an answer.
    pub(super) fn note(&self, result: &KeyResult, now: i64) {
        match result {
            Err(KeyError::Unavailable) => {
                let first = Ordering::Relaxed;
                let _ = self.since.compare_exchange(NEVER, now, first, first);
                self.last.store(now, Ordering::Relaxed);
            }
            Ok(_) | Err(KeyError::NotFound | KeyError::Unusable(_)) => {
                self.since.store(NEVER, Ordering::Relaxed);
            }
            // Nothing was asked.
            Err(_) => {}
        }
    }

    /// For how long it has done nothing but fail, while that is news.
    pub(super) fn failing_for(&self, now: i64) -> Option<Duration> {
        let since = self.since.load(Ordering::Relaxed);
        let last = self.last.load(Ordering::Relaxed);
        if since == NEVER || now.saturating_sub(last) >= NEWS_FOR {
            return None;
        }
        let for_so_long = u64::try_from(now.saturating_sub(since)).unwrap_or_default();
        Some(Duration::from_millis(for_so_long))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_count_from_the_first_until_an_answer_or_until_they_are_old() {
        let reachability = Reachability::default();
        let minute = 60 * 1000;
        assert_eq!(reachability.failing_for(0), None);
        reachability.note(&Err(KeyError::Unavailable), 0);
        reachability.note(&Err(KeyError::Busy), minute);
        reachability.note(&Err(KeyError::Unavailable), 2 * minute);
        let failing = reachability.failing_for(3 * minute);
        assert_eq!(failing, Some(Duration::from_secs(180)));
        assert_eq!(reachability.failing_for(7 * minute), None);
        reachability.note(&Err(KeyError::NotFound), 8 * minute);
        assert_eq!(reachability.failing_for(8 * minute), None);
    }
}
