//! Jobs stored in the process's memory.

mod queue;

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::{
    Accepted, Ask, Beat, Counts, End, Job, JobEntry, JobError, JobId, JobState, JobStore, NewJob,
    Pulse, WorkerId,
};
use crate::MemoryStore;
use queue::Queue;

/// The total size of bodies that may wait in memory: enough for a test or a trial, and no more than
/// a machine has.
const MOST_BYTES: u64 = 256 << 20;

/// The jobs of a [`MemoryStore`].
pub(crate) struct MemoryJobs {
    /// The zero point for times, so that a test's paused clock also applies to this store.
    start: (SystemTime, Instant),
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    /// The last number assigned.
    last: i64,
    apps: HashMap<String, Queue>,
    /// When each worker's lease expires.
    workers: HashMap<WorkerId, SystemTime>,
}

impl Default for MemoryJobs {
    fn default() -> Self {
        Self {
            start: (SystemTime::now(), Instant::now()),
            state: Mutex::default(),
            wake: Notify::new(),
        }
    }
}

impl fmt::Debug for MemoryJobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryJobs").finish_non_exhaustive()
    }
}

impl MemoryJobs {
    fn now(&self) -> SystemTime {
        self.start.0 + self.start.1.elapsed()
    }

    fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        let now = self.now();
        let mut state = self.state.lock();
        let bytes: u64 = state.apps.values().map(Queue::bytes).sum();
        if bytes > MOST_BYTES {
            return Err(JobError::Full {
                app_key: job.app_key,
                limit: format!("{} MiB of bodies in memory", MOST_BYTES >> 20),
            });
        }
        let id = state.last + 1;
        let accepted =
            state
                .apps
                .entry(job.app_key.clone())
                .or_default()
                .accept(JobId::new(id), job, now);
        if let Accepted::New(_) = accepted {
            state.last = id;
            drop(state);
            self.wake.notify_one();
        }
        Ok(accepted)
    }

    fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Vec<Job> {
        let now = self.now();
        let mut state = self.state.lock();
        state.workers.insert(me, now + ask.lease);
        let Some(queue) = state.apps.get_mut(ask.app_key) else {
            return Vec::new();
        };
        queue.claim(me, ask, now)
    }

    fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Pulse {
        let now = self.now();
        let mut state = self.state.lock();
        state.workers.insert(me, now + beat.lease);
        let State { apps, workers, .. } = &mut *state;
        let mut taken = 0;
        for queue in apps.values_mut() {
            taken += queue.take_over(now, |owner| {
                workers.get(&owner).is_none_or(|until| *until < now)
            });
        }
        workers.retain(|_, until| *until >= now);
        let queue = apps.entry(beat.app_key.to_owned()).or_default();
        if beat.exact {
            taken += queue.hand_back(me, |id| beat.holds.iter().all(|held| held.0 != id));
        }
        let pulse = queue.pulse(me, beat.holds, now);
        Pulse { taken, ..pulse }
    }

    fn retire(&self, me: WorkerId) {
        let mut state = self.state.lock();
        state.workers.remove(&me);
        for queue in state.apps.values_mut() {
            queue.hand_back(me, |_| true);
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Calls `act` with an app's queue; returns the default if the app has none.
    fn of_app<T: Default>(&self, app_key: &str, act: impl FnOnce(&mut Queue) -> T) -> T {
        let mut state = self.state.lock();
        state.apps.get_mut(app_key).map(act).unwrap_or_default()
    }
}

#[async_trait]
impl JobStore for MemoryStore {
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        self.jobs.accept(job)
    }

    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError> {
        Ok(self.jobs.claim(me, ask))
    }

    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError> {
        let now = self.jobs.now();
        let mut state = self.jobs.state.lock();
        for end in ends {
            for queue in state.apps.values_mut() {
                queue.finish(me, &end, now);
            }
        }
        Ok(())
    }

    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError> {
        Ok(self.jobs.beat(me, beat))
    }

    async fn retire(&self, me: WorkerId) -> Result<(), JobError> {
        self.jobs.retire(me);
        Ok(())
    }

    async fn woken(&self) {
        self.jobs.wake.notified().await;
    }

    async fn counts(&self, app_key: &str) -> Result<Counts, JobError> {
        Ok(self.jobs.of_app(app_key, |queue| queue.counts()))
    }

    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        Ok(self
            .jobs
            .of_app(app_key, |queue| queue.list(state, after, limit)))
    }

    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError> {
        let now = self.jobs.now();
        let requeued = self.jobs.of_app(app_key, |queue| queue.requeue(ids, now));
        self.jobs.wake.notify_one();
        Ok(requeued)
    }

    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError> {
        Ok(self.jobs.of_app(app_key, |queue| queue.forget(client_key)))
    }

    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError> {
        let before = self.jobs.now().checked_sub(age);
        Ok(self.jobs.of_app(app_key, |queue| {
            before.map_or(0, |before| queue.purge(state, before, limit))
        }))
    }
}
