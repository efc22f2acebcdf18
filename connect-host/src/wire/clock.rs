//! The host's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The clock that dates the tokens and payloads of a [`Host`](crate::Host).
///
/// Clones share their time, so a test keeps one clone and moves the host's time with it.
///
/// ```
/// use std::time::Duration;
///
/// let clock = connect_host::Clock::at(1_700_000_000);
/// let hosts = clock.clone();
/// clock.advance(Duration::from_secs(180));
/// assert_eq!(hosts.now(), 1_700_000_180);
/// ```
#[derive(Debug, Clone)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    /// The machine's time plus an offset in seconds.
    System { offset: AtomicI64 },
    /// A time that changes only when a test moves it.
    Fixed { now: AtomicI64 },
}

impl Clock {
    /// The machine's clock. [`advance`](Clock::advance) and [`rewind`](Clock::rewind) make it
    /// fast or slow by a fixed amount.
    #[must_use]
    pub fn system() -> Clock {
        Clock(Arc::new(Source::System {
            offset: AtomicI64::new(0),
        }))
    }

    /// A clock that shows `seconds` since the Unix epoch until it is moved.
    #[must_use]
    pub fn at(seconds: i64) -> Clock {
        Clock(Arc::new(Source::Fixed {
            now: AtomicI64::new(seconds),
        }))
    }

    /// The time, in seconds since the Unix epoch, as JWT claims count it.
    #[must_use]
    pub fn now(&self) -> i64 {
        match &*self.0 {
            Source::System { offset } => machine().0 + offset.load(Ordering::SeqCst),
            Source::Fixed { now } => now.load(Ordering::SeqCst),
        }
    }

    /// The time in milliseconds since the Unix epoch, as webhook bodies count it.
    #[must_use]
    pub fn now_millis(&self) -> i64 {
        let within_second = match &*self.0 {
            Source::System { .. } => machine().1,
            Source::Fixed { .. } => 0,
        };
        self.now() * 1000 + within_second
    }

    /// The time as a `SystemTime`; times before 1970 count as 1970.
    #[must_use]
    pub fn system_time(&self) -> SystemTime {
        let millis = u64::try_from(self.now_millis()).unwrap_or_default();
        UNIX_EPOCH + Duration::from_millis(millis)
    }

    /// Moves the clock forward by whole seconds.
    pub fn advance(&self, by: Duration) {
        self.shift(i64::try_from(by.as_secs()).unwrap_or(i64::MAX / 4));
    }

    /// Moves the clock back by whole seconds.
    pub fn rewind(&self, by: Duration) {
        self.shift(-i64::try_from(by.as_secs()).unwrap_or(i64::MAX / 4));
    }

    fn shift(&self, seconds: i64) {
        match &*self.0 {
            Source::System { offset: cell } | Source::Fixed { now: cell } => {
                cell.fetch_add(seconds, Ordering::SeqCst);
            }
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Clock::system()
    }
}

/// Seconds, and milliseconds within the second. Times before 1970 count as 1970.
fn machine() -> (i64, i64) {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    (
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX / 4),
        i64::from(since.subsec_millis()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_clock_follows_the_machine_and_can_be_skewed() {
        let clock = Clock::system();
        let before = clock.now();
        clock.rewind(Duration::from_secs(3600));
        assert!(clock.now() <= before - 3599);
    }

    #[test]
    fn a_fixed_clock_has_no_milliseconds() {
        assert_eq!(Clock::at(5).now_millis(), 5000);
    }
}
