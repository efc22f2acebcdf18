//! Per-tenant limits: how many calls may run at once, and which must wait until when.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rate_limit::{Lane, Place};
use super::timer::{Timer, whole_millis};

/// The number of limiters from which idle ones are swept.
const SWEEP_FROM: usize = 256;

/// The maximum jitter after a pause, so that waiting calls don't all start at once.
const SPREAD: Duration = Duration::from_millis(500);

/// How many of a tenant's lanes may be closed at once, besides the tenant as a whole.
const MAX_CLOSED: usize = 64;

/// The limiters of all tenants. One that is neither in use nor paused is eventually dropped: a new
/// one would behave the same.
#[derive(Debug)]
pub(super) struct TenantLimiters {
    table: Mutex<Table>,
    concurrency: usize,
}

#[derive(Debug)]
struct Table {
    limiters: HashMap<Arc<str>, Arc<TenantLimiter>>,
    sweep_at: usize,
}

/// One tenant's limiter.
#[derive(Debug)]
pub(super) struct TenantLimiter {
    permits: Arc<Semaphore>,
    /// When the pause of all calls ends, in the timer's milliseconds.
    paused_until: AtomicU64,
    /// When the last closed lane reopens, likewise: after that, the list need not be read.
    lanes_until: AtomicU64,
    closed: Mutex<Vec<Closed>>,
}

/// A lane whose calls wait.
#[derive(Debug)]
struct Closed {
    lane: Lane,
    /// In the timer's milliseconds.
    until: u64,
}

/// Why a call can't start before its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocked {
    /// The host has asked to wait this much longer.
    HostAskedToWait(Duration),
    /// Too many of this tenant's calls are in progress.
    Busy,
}

impl TenantLimiters {
    pub(super) fn new(concurrency: usize) -> Self {
        Self {
            table: Mutex::new(Table {
                limiters: HashMap::new(),
                sweep_at: SWEEP_FROM,
            }),
            concurrency: concurrency.clamp(1, Semaphore::MAX_PERMITS),
        }
    }

    pub(super) fn of(&self, identity: &Arc<str>, timer: &Timer) -> Arc<TenantLimiter> {
        let mut table = self.table.lock();
        if let Some(limiter) = table.limiters.get(identity) {
            return Arc::clone(limiter);
        }
        if table.limiters.len() >= table.sweep_at {
            let now = whole_millis(timer.now());
            table.limiters.retain(|_, limiter| {
                Arc::strong_count(limiter) > 1 || limiter.remembers_until() > now
            });
            table.sweep_at = SWEEP_FROM.max(table.limiters.len() * 2);
        }
        let limiter = Arc::new(TenantLimiter {
            permits: Arc::new(Semaphore::new(self.concurrency)),
            paused_until: AtomicU64::new(0),
            lanes_until: AtomicU64::new(0),
            closed: Mutex::default(),
        });
        table
            .limiters
            .insert(Arc::clone(identity), Arc::clone(&limiter));
        limiter
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let table = self.table.lock();
        table.limiters.len()
    }
}

impl TenantLimiter {
    /// Until when it differs from a new one.
    fn remembers_until(&self) -> u64 {
        let lanes = self.lanes_until.load(Ordering::Acquire);
        lanes.max(self.paused_until.load(Ordering::Acquire))
    }

    /// Lets no call of a lane start for this long. A shorter pause never ends a longer one.
    pub(super) fn pause(&self, lane: Lane, wait: Duration, timer: &Timer) {
        let now = whole_millis(timer.now());
        let until = whole_millis(timer.now().saturating_add(wait));
        if lane != Lane::Tenant {
            let mut closed = self.closed.lock();
            closed.retain(|closed| closed.until > now);
            if let Some(same) = closed.iter_mut().find(|closed| closed.lane == lane) {
                same.until = same.until.max(until);
            } else if closed.len() < MAX_CLOSED {
                closed.push(Closed { lane, until });
            } else {
                // Too many limits at once to track separately.
                self.paused_until.fetch_max(until, Ordering::AcqRel);
            }
            self.lanes_until.fetch_max(until, Ordering::AcqRel);
        } else {
            self.paused_until.fetch_max(until, Ordering::AcqRel);
        }
    }

    /// How much longer this call must wait.
    fn paused_for(&self, place: Place<'_>, timer: &Timer) -> Duration {
        // A limiter that was never paused needn't read the clock.
        if self.remembers_until() == 0 {
            return Duration::ZERO;
        }
        let now = timer.now();
        let mut until = self.paused_until.load(Ordering::Acquire);
        if Duration::from_millis(self.lanes_until.load(Ordering::Acquire)) > now {
            let closed = self.closed.lock();
            let has = closed.iter().filter(|closed| closed.lane.has(place));
            until = has.map(|closed| closed.until).fold(until, u64::max);
        }
        Duration::from_millis(until).saturating_sub(now)
    }

    /// Lets a call start if it doesn't have to wait.
    pub(super) fn try_enter(
        &self,
        place: Place<'_>,
        timer: &Timer,
    ) -> Option<OwnedSemaphorePermit> {
        if !self.paused_for(place, timer).is_zero() {
            return None;
        }
        Arc::clone(&self.permits).try_acquire_owned().ok()
    }

    /// Waits until a call may start, at the latest until `deadline` by the timer.
    pub(super) async fn enter(
        &self,
        place: Place<'_>,
        timer: &Timer,
        deadline: Duration,
    ) -> Result<OwnedSemaphorePermit, Blocked> {
        loop {
            let paused = self.paused_for(place, timer);
            if !paused.is_zero() {
                if timer.now() + paused > deadline {
                    return Err(Blocked::HostAskedToWait(paused));
                }
                timer.wait(paused + SPREAD.mul_f64(timer.jitter())).await;
                continue;
            }
            let permit = match Arc::clone(&self.permits).try_acquire_owned() {
                Ok(permit) => permit,
                Err(_) => self.queue(timer, deadline).await?,
            };
            // One of the calls ahead of this one may have caused a pause.
            if self.paused_for(place, timer).is_zero() {
                return Ok(permit);
            }
        }
    }

    async fn queue(
        &self,
        timer: &Timer,
        deadline: Duration,
    ) -> Result<OwnedSemaphorePermit, Blocked> {
        let left = deadline.saturating_sub(timer.now());
        let permit = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(left, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Blocked::Busy),
        }
    }
}
