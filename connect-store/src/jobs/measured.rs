//! An instrumented store of jobs, if the feature `metrics` is on. The metrics are described in
//! `connect_runtime::metrics`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::{
    Accepted, Ask, Beat, Counts, End, Job, JobEntry, JobError, JobId, JobState, JobStore, NewJob,
    Pulse, WorkerId,
};
use crate::measure::Measured;

const JOBS: Measured = Measured {
    seconds: "connect_job_store_seconds",
    failures: "connect_job_store_failures_total",
};

/// A store of jobs that measures the operations that an app's work waits for.
#[derive(Debug, Clone)]
pub struct MeasuredJobs(Arc<dyn JobStore>);

impl MeasuredJobs {
    /// Instruments a store.
    pub fn of(store: Arc<dyn JobStore>) -> Self {
        Self(store)
    }
}

#[async_trait]
impl JobStore for MeasuredJobs {
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        JOBS.timed("accept", self.0.accept(job)).await
    }

    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError> {
        JOBS.timed("claim", self.0.claim(me, ask)).await
    }

    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError> {
        JOBS.timed("finish", self.0.finish(me, ends)).await
    }

    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError> {
        JOBS.timed("beat", self.0.beat(me, beat)).await
    }

    async fn retire(&self, me: WorkerId) -> Result<(), JobError> {
        self.0.retire(me).await
    }

    async fn woken(&self) {
        self.0.woken().await;
    }

    async fn counts(&self, app_key: &str) -> Result<Counts, JobError> {
        JOBS.timed("counts", self.0.counts(app_key)).await
    }

    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        self.0.jobs(app_key, state, after, limit).await
    }

    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError> {
        self.0.requeue(app_key, ids).await
    }

    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError> {
        JOBS.timed("forget", self.0.forget(app_key, client_key))
            .await
    }

    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError> {
        JOBS.timed("purge", self.0.purge(app_key, state, age, limit))
            .await
    }
}
