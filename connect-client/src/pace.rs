//! How a client waits: real time, or a test's own.

use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time that waits are measured in, and the chance in them.
///
/// Not the wall clock: a clock that is set back must not keep a tenant waiting. A test takes
/// [`Pace::manual`], where waiting takes no time and is written down.
#[derive(Debug, Clone)]
pub struct Pace(Arc<Source>);

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

impl Pace {
    /// Real time and real chance.
    #[must_use]
    pub fn real() -> Self {
        Self(Arc::new(Source::Real {
            epoch: Instant::now(),
        }))
    }

    /// Time that passes only in waits, and a chance that always comes out as `jitter`, from 0 to 1.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use std::time::Duration;
    /// use connect_client::Pace;
    ///
    /// let pace = Pace::manual(0.0);
    /// pace.wait(Duration::from_secs(3600)).await;
    /// assert_eq!(pace.waits(), [Duration::from_secs(3600)]);
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

    /// The waits so far, in their order; none in real time.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        match &*self.0 {
            Source::Real { .. } => Vec::new(),
            Source::Manual { waits, .. } => {
                waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
            }
        }
    }

    /// Waits.
    pub async fn wait(&self, duration: Duration) {
        match &*self.0 {
            Source::Real { .. } => tokio::time::sleep(duration).await,
            Source::Manual { now, waits, .. } => {
                now.fetch_add(whole_millis(duration), Ordering::SeqCst);
                waits
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(duration);
                tokio::task::yield_now().await;
            }
        }
    }

    /// Since some moment in the past, which is the same for the whole life of this value.
    pub(super) fn now(&self) -> Duration {
        match &*self.0 {
            Source::Real { epoch } => epoch.elapsed(),
            Source::Manual { now, .. } => Duration::from_millis(now.load(Ordering::SeqCst)),
        }
    }

    /// As [`Pace::now`], for whoever has asked the clock already.
    pub(super) fn at(&self, now: Instant) -> Duration {
        match &*self.0 {
            Source::Real { epoch } => now.saturating_duration_since(*epoch),
            Source::Manual { .. } => self.now(),
        }
    }

    /// From 0 to 1.
    pub(super) fn jitter(&self) -> f64 {
        match &*self.0 {
            // A random key for each hasher is all the chance that spreading waits needs.
            Source::Real { .. } => {
                let random = std::hash::RandomState::new().build_hasher().finish();
                f64::from((random >> 32) as u32) / f64::from(u32::MAX)
            }
            Source::Manual { jitter, .. } => *jitter,
        }
    }
}

/// In milliseconds, rounded up: who has waited for a moment is not before it.
pub(super) fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
