//! Periodic functions, which run once per tenant and interval across all processes.
//!
//! Each process stores the start of each next interval as a job that is due then; its id is the
//! interval's number, so there is one regardless of the number of processes. When it is due, one
//! process stores a job for each tenant, with the same id. One that fell due while no process was
//! running is still there when one starts.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use connect_store::jobs::{JobError, NewJob};
use futures_util::{TryStreamExt as _, stream};
use tokio::task::JoinSet;

use super::Envelope;
use crate::error::WithCauses;
use crate::jobs::Queue;
use crate::tenants::{StoreError, Tenant, TenantState, TenantStore};

/// A function that runs at an interval.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// The kind of its jobs.
    pub(crate) kind: String,
    /// The key of the function.
    pub(crate) key: String,
    pub(crate) every: Duration,
}

/// How soon the store is tried again after it failed.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// How often the next run is stored again, in case it was deleted.
const AT_LEAST: Duration = Duration::from_mins(10);

/// How many tenants are read, and how many of their jobs are stored, at once.
const TENANTS: u32 = 500;
const AT_ONCE: usize = 32;

/// Stores the start of each next interval of all schedules for as long as the returned value lives.
pub(super) fn start(queue: &Arc<Queue>, schedules: &[Schedule]) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for schedule in schedules.iter().cloned() {
        tasks.spawn(store_beginnings(Arc::clone(queue), schedule));
    }
    tasks
}

async fn store_beginnings(queue: Arc<Queue>, schedule: Schedule) {
    let mut complained = false;
    loop {
        let now = SystemTime::now();
        let (number, begins) = next(now, schedule.every);
        let mut job = NewJob::new(
            queue.app_key.as_str(),
            "",
            schedule.kind.as_str(),
            Envelope::of_job(b"null"),
        );
        job.delivery = Some(format!("{}@{number}", schedule.key));
        job.due = Some(begins);
        let wait = match queue.store.accept(job).await {
            Ok(_) => {
                complained = false;
                let until = begins.duration_since(now).unwrap_or_default();
                // A little later than the start: rounding must not lead back to it.
                (until + Duration::from_millis(20)).min(AT_LEAST)
            }
            Err(error) => {
                if !std::mem::replace(&mut complained, true) {
                    let (key, error) = (&*schedule.key, WithCauses(&error));
                    tracing::error!(scheduled = key, %error, "the next run could not be stored");
                }
                TRY_AGAIN
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// The number of the next interval since 1970, and its start.
fn next(now: SystemTime, every: Duration) -> (u64, SystemTime) {
    let every = every.as_secs().max(1);
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let number = since / every + 1;
    (number, UNIX_EPOCH + Duration::from_secs(number * every))
}

/// Why the tenants' jobs of a run could not all be stored. Those that are stored are not stored
/// again.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotStarted {
    #[error(transparent)]
    Tenants(#[from] StoreError),
    #[error(transparent)]
    Jobs(#[from] JobError),
}

/// Which tenants this app's own clock triggers a function for: each tenant has one clock, its
/// platform's if that has the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Connect tenants: Forge triggers its own, or doesn't have the function.
    Connect,
    /// All tenants: no Forge trigger calls it.
    All,
}

/// Stores a job for each tenant that should have one.
pub(super) async fn for_each_tenant(
    queue: &Queue,
    tenants: &dyn TenantStore,
    (kind, clock): (&str, Clock),
    delivery: Option<&str>,
) -> Result<(), NotStarted> {
    let body: Bytes = Envelope::of_job(b"null");
    let mut after: Option<String> = None;
    loop {
        let page = tenants
            .list(&queue.app_key, after.as_deref(), TENANTS)
            .await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.client_key().to_owned());
        let served = |tenant: &&Tenant| {
            let ticks = clock == Clock::All || tenant.origin().forge().is_none();
            ticks && tenant.state() == TenantState::Installed && tenant.enabled()
        };
        let mut jobs = Vec::with_capacity(page.len());
        for tenant in page.iter().filter(served) {
            let app_key = queue.app_key.as_str();
            let mut job = NewJob::new(app_key, tenant.client_key(), kind, body.clone());
            job.delivery = delivery.map(str::to_owned);
            jobs.push(Ok(job));
        }
        let store = &queue.store;
        let stored = stream::iter(jobs).try_for_each_concurrent(AT_ONCE, |job| async move {
            store.accept(job).await.map(drop)
        });
        stored.await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_numbered_alike_everywhere() {
        let at = |seconds| UNIX_EPOCH + Duration::from_millis(seconds);
        let hour = Duration::from_secs(3600);
        assert_eq!(next(at(0), hour), (1, at(3_600_000)));
        assert_eq!(next(at(3_599_999), hour), (1, at(3_600_000)));
        assert_eq!(next(at(3_600_000), hour), (2, at(7_200_000)));
        assert_eq!(next(at(1), Duration::ZERO), (1, at(1_000)));
    }
}
