//! How a client waits: in real time, or in a test's simulated time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// The clock for waits, and the jitter in them.
///
/// It is not the wall clock: setting that back must not keep a tenant waiting. A test uses
/// [`Timer::manual`], with which waiting takes no time and is recorded.
#[derive(Debug, Clone)]
pub struct Timer(Arc<Source>);

#[derive(Debug)]
enum Source {
    Real {
        epoch: Instant,
    },
    Manual {
        /// Milliseconds.
        now: AtomicU64,
        jitter: f64,
        waits: Mutex<Vec<Duration>>,
    },
}

impl Timer {
    /// Real time and random jitter.
    #[must_use]
    pub fn real() -> Self {
        Self(Arc::new(Source::Real {
            epoch: Instant::now(),
        }))
    }

    /// Time that only passes in waits, and a constant jitter, from 0 to 1.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use std::time::Duration;
    /// use connect_client::Timer;
    ///
    /// let timer = Timer::manual(0.0);
    /// timer.wait(Duration::from_secs(3600)).await;
    /// assert_eq!(timer.waits(), [Duration::from_secs(3600)]);
    /// # }
    /// ```
    #[must_use]
    pub fn manual(jitter: f64) -> Self {
        Self(Arc::new(Source::Manual {
            now: AtomicU64::new(0),
            jitter,
            waits: Mutex::default(),
        }))
    }

    /// The waits so far, in order; empty for real time.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        match &*self.0 {
            Source::Real { .. } => Vec::new(),
            Source::Manual { waits, .. } => waits.lock().clone(),
        }
    }

    /// Waits.
    pub async fn wait(&self, duration: Duration) {
        match &*self.0 {
            Source::Real { .. } => tokio::time::sleep(duration).await,
            Source::Manual { now, waits, .. } => {
                now.fetch_add(whole_millis(duration), Ordering::SeqCst);
                waits.lock().push(duration);
                tokio::task::yield_now().await;
            }
        }
    }

    /// The time since some moment in the past, which is the same for the whole life of this value.
    pub(super) fn now(&self) -> Duration {
        match &*self.0 {
            Source::Real { epoch } => epoch.elapsed(),
            Source::Manual { now, .. } => Duration::from_millis(now.load(Ordering::SeqCst)),
        }
    }

    /// As [`Timer::now`], for a caller that has already read the clock.
    pub(super) fn at(&self, now: Instant) -> Duration {
        match &*self.0 {
            Source::Real { epoch } => now.saturating_duration_since(*epoch),
            Source::Manual { .. } => self.now(),
        }
    }

    /// From 0 to 1.
    pub(super) fn jitter(&self) -> f64 {
        match &*self.0 {
            Source::Real { .. } => fastrand::f64(),
            Source::Manual { jitter, .. } => *jitter,
        }
    }
}

/// In milliseconds, rounded up, so that a wait never ends early.
pub(super) fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
