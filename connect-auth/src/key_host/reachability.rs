//! Whether the key host has responded recently.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::{KeyError, KeyResult};

/// How long a failure is relevant, in milliseconds.
const NEWS_FOR: i64 = 5 * 60 * 1000;

/// Not failing.
const NEVER: i64 = i64::MIN;

/// The outcome of recent requests to the key host.
#[derive(Debug)]
pub(super) struct Reachability {
    /// When the first failure since the last success happened, in milliseconds.
    since: AtomicI64,
    /// When the last of them happened.
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
    /// Records the outcome of a request. That a key is unknown or unusable is a response, too.
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
            // No request was sent.
            Err(_) => {}
        }
    }

    /// How long it has been failing, if that is recent.
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
