//! A clock that tests can set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The source of the time: the system, or a test.
///
/// ```
/// use connect_auth::clock::Clock;
///
/// let clock = Clock::stopped_at(1_700_000_000);
/// clock.advance(60);
/// assert_eq!(clock.now(), 1_700_000_060);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    System,
    /// Milliseconds since the Unix epoch.
    Stopped(Arc<AtomicI64>),
}

/// A duration in whole seconds, the unit of token times.
pub fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock stopped at `seconds` since the Unix epoch until [advanced](Self::advance), which
    /// advances its clones too.
    pub fn stopped_at(seconds: i64) -> Self {
        Self(Source::Stopped(Arc::new(AtomicI64::new(
            seconds.saturating_mul(1000),
        ))))
    }

    /// Moves a stopped clock forward; does nothing to the system's clock.
    pub fn advance(&self, seconds: i64) {
        if let Source::Stopped(millis) = &self.0 {
            millis.fetch_add(seconds.saturating_mul(1000), Ordering::SeqCst);
        }
    }

    /// The time in whole seconds since the Unix epoch, the unit of token times.
    pub fn now(&self) -> i64 {
        self.millis().div_euclid(1000)
    }

    /// The time in milliseconds since the Unix epoch.
    pub fn millis(&self) -> i64 {
        match &self.0 {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |elapsed| {
                    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
                }),
            Source::Stopped(millis) => millis.load(Ordering::SeqCst),
        }
    }
}
