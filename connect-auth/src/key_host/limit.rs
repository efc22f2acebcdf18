//! Rate limits for requests to the key host.

use crate::clock::Clock;

/// How many requests may be sent at once after a quiet period.
const BURST: i64 = 20;

/// The sustained number of requests per second.
const PER_SECOND: i64 = 5;

/// A token bucket, counted in thousandths of a request so that milliseconds divide evenly.
#[derive(Debug)]
pub(super) struct Limit {
    left: i64,
    at: i64,
}

impl Limit {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            left: BURST * 1000,
            at: clock.millis(),
        }
    }

    /// Whether another request may be sent at `now` (milliseconds); if so, it is counted.
    pub(super) fn allows(&mut self, now: i64) -> bool {
        // A clock that was set back refills nothing.
        let elapsed = now.saturating_sub(self.at).max(0);
        self.left = elapsed
            .saturating_mul(PER_SECOND)
            .saturating_add(self.left)
            .min(BURST * 1000);
        self.at = now;
        if self.left < 1000 {
            return false;
        }
        self.left -= 1000;
        true
    }
}
