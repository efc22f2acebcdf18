//! Each tenant's own lane: how many calls at once, and not before when.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::pace::{Pace, whole_millis};

/// Below so many lanes nobody looks for idle ones.
const SWEEP_FROM: usize = 256;

/// How much later than the gate's opening a call may start, so that those who waited don't start
/// as one.
const SPREAD: Duration = Duration::from_millis(500);

/// The lanes of all tenants. A lane that nobody uses and that is open is dropped in time: it says
/// nothing that a new one would not.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Mutex<Held>,
    concurrency: usize,
}

#[derive(Debug)]
struct Held {
    lanes: HashMap<Arc<str>, Arc<Lane>>,
    sweep_at: usize,
}

/// One tenant's lane.
#[derive(Debug)]
pub(super) struct Lane {
    permits: Arc<Semaphore>,
    /// In milliseconds of the pace.
    opens_at: AtomicU64,
}

/// The call can't start before its time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocked {
    /// The host has said to wait so much longer.
    Told(Duration),
    /// Too many other calls of this tenant are under way.
    Busy,
}

impl Lanes {
    pub(super) fn new(concurrency: usize) -> Self {
        Self {
            lanes: Mutex::new(Held {
                lanes: HashMap::new(),
                sweep_at: SWEEP_FROM,
            }),
            concurrency: concurrency.clamp(1, Semaphore::MAX_PERMITS),
        }
    }

    pub(super) fn of(&self, identity: &Arc<str>, pace: &Pace) -> Arc<Lane> {
        let mut held = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = held.lanes.get(identity) {
            return Arc::clone(lane);
        }
        if held.lanes.len() >= held.sweep_at {
            let now = whole_millis(pace.now());
            held.lanes
                .retain(|_, lane| Arc::strong_count(lane) > 1 || lane.opens_at() > now);
            held.sweep_at = SWEEP_FROM.max(held.lanes.len() * 2);
        }
        let lane = Arc::new(Lane {
            permits: Arc::new(Semaphore::new(self.concurrency)),
            opens_at: AtomicU64::new(0),
        });
        held.lanes.insert(Arc::clone(identity), Arc::clone(&lane));
        lane
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let held = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        held.lanes.len()
    }
}

impl Lane {
    fn opens_at(&self) -> u64 {
        self.opens_at.load(Ordering::Acquire)
    }

    /// Closes the lane for so long. A shorter wait never opens a lane that a longer one closed.
    pub(super) fn close_for(&self, wait: Duration, pace: &Pace) {
        let opens_at = whole_millis(pace.now().saturating_add(wait));
        self.opens_at.fetch_max(opens_at, Ordering::AcqRel);
    }

    /// How much longer the lane is closed.
    fn closed_for(&self, pace: &Pace) -> Duration {
        match self.opens_at() {
            // The clock need not be asked for a lane that was never closed.
            0 => Duration::ZERO,
            opens_at => Duration::from_millis(opens_at).saturating_sub(pace.now()),
        }
    }

    /// Lets a call start that need not wait.
    pub(super) fn try_enter(&self, pace: &Pace) -> Option<OwnedSemaphorePermit> {
        if !self.closed_for(pace).is_zero() {
            return None;
        }
        Arc::clone(&self.permits).try_acquire_owned().ok()
    }

    /// Waits until a call may start, `deadline` (of the pace) at the latest.
    pub(super) async fn enter(
        &self,
        pace: &Pace,
        deadline: Duration,
    ) -> Result<OwnedSemaphorePermit, Blocked> {
        loop {
            let closed = self.closed_for(pace);
            if !closed.is_zero() {
                if pace.now() + closed > deadline {
                    return Err(Blocked::Told(closed));
                }
                pace.wait(closed + SPREAD.mul_f64(pace.jitter())).await;
                continue;
            }
            let permit = match Arc::clone(&self.permits).try_acquire_owned() {
                Ok(permit) => permit,
                Err(_) => self.queue(pace, deadline).await?,
            };
            // It may have been closed by one of those that this call queued behind.
            if self.closed_for(pace).is_zero() {
                return Ok(permit);
            }
        }
    }

    async fn queue(
        &self,
        pace: &Pace,
        deadline: Duration,
    ) -> Result<OwnedSemaphorePermit, Blocked> {
        let left = deadline.saturating_sub(pace.now());
        let permit = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(left, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Blocked::Busy),
        }
    }
}
