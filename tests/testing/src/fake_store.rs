//! A store that fails on demand.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use connect_store::jobs::{
    Accepted, Ask, Beat, Counts, End, Job, JobEntry, JobError, JobId, JobState, JobStore, NewJob,
    Pulse, WorkerId,
};
use connect_store::{
    Applied, Changes, ForgeCall, ForgeRecord, HostAnswer, Install, Installed, MemoryStore, Proof,
    Rekeyed, StoreError, Tenant, TenantRecord, TenantStore,
};

/// Keeps tenants and jobs in memory; reading and writing tenants can each be made to fail, and all that
/// is asked of the jobs. Clones share one store.
#[derive(Debug, Clone, Default)]
pub struct FakeStore(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rows: MemoryStore,
    reads_fail: AtomicBool,
    writes_fail: AtomicBool,
    reads: AtomicUsize,
    jobs_fail: AtomicBool,
}

impl FakeStore {
    /// Whether reading fails from now on.
    pub fn reads_fail(&self, fail: bool) {
        self.0.reads_fail.store(fail, Ordering::SeqCst);
    }

    /// Whether writing fails from now on.
    pub fn writes_fail(&self, fail: bool) {
        self.0.writes_fail.store(fail, Ordering::SeqCst);
    }

    /// How many reads of a row were attempted.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.0.reads.load(Ordering::SeqCst)
    }

    /// Whether the queue fails from now on.
    pub fn jobs_fail(&self, fail: bool) {
        self.0.jobs_fail.store(fail, Ordering::SeqCst);
    }

    fn queue(&self) -> Result<&MemoryStore, JobError> {
        if self.0.jobs_fail.load(Ordering::SeqCst) {
            return Err(JobError::Unavailable {
                action: "do what it was asked".to_owned(),
                source: Arc::new(io::Error::other("the disk is on fire")),
            });
        }
        Ok(&self.0.rows)
    }

    fn reading(&self) -> Result<&MemoryStore, StoreError> {
        self.0.reads.fetch_add(1, Ordering::SeqCst);
        self.unless(&self.0.reads_fail, "read a row")
    }

    fn writing(&self) -> Result<&MemoryStore, StoreError> {
        self.unless(&self.0.writes_fail, "write a row")
    }

    fn unless(&self, failing: &AtomicBool, action: &str) -> Result<&MemoryStore, StoreError> {
        if failing.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable {
                action: action.to_owned(),
                source: Arc::new(io::Error::other("the disk is on fire")),
            });
        }
        Ok(&self.0.rows)
    }
}

#[async_trait]
impl TenantStore for FakeStore {
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError> {
        self.writing()?.install(install).await
    }

    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError> {
        self.writing()?.uninstall(app_key, client_key, proof).await
    }

    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError> {
        self.writing()?
            .settle(app_key, client_key, generation)
            .await
    }

    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError> {
        let rows = self.writing()?;
        rows.set_refused(app_key, client_key, refused).await
    }

    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        let rows = self.writing()?;
        rows.set_enabled(app_key, client_key, enabled).await
    }

    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError> {
        self.reading()?.find(app_key, client_key).await
    }

    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError> {
        self.reading()?.list(app_key, after, limit).await
    }

    async fn record_forge(&self, call: ForgeCall) -> Result<ForgeRecord, StoreError> {
        self.writing()?.record_forge(call).await
    }

    async fn find_forge(
        &self,
        app_key: &str,
        name: &str,
    ) -> Result<Option<ForgeRecord>, StoreError> {
        self.reading()?.find_forge(app_key, name).await
    }

    async fn uninstall_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError> {
        let rows = self.writing()?;
        rows.uninstall_forge(app_key, installation_id, issued_at)
            .await
    }

    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError> {
        let rows = self.writing()?;
        rows.rekey_forge(app_key, installation_id, client_key).await
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        self.writing()?.reseal().await
    }

    async fn wipe_superseded(&self, until: SystemTime) -> Result<u64, StoreError> {
        self.writing()?.wipe_superseded(until).await
    }

    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError> {
        let rows = self.writing()?;
        rows.keep_answer(app_key, client_key, question, answer)
            .await
    }

    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError> {
        let rows = self.reading()?;
        rows.kept_answer(app_key, client_key, question).await
    }

    fn changes(&self) -> Changes {
        self.0.rows.changes()
    }
}

#[async_trait]
impl JobStore for FakeStore {
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        self.queue()?.accept(job).await
    }

    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError> {
        self.queue()?.claim(me, ask).await
    }

    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError> {
        self.queue()?.finish(me, ends).await
    }

    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError> {
        self.queue()?.beat(me, beat).await
    }

    async fn retire(&self, me: WorkerId) -> Result<(), JobError> {
        self.queue()?.retire(me).await
    }

    async fn woken(&self) {
        self.0.rows.woken().await;
    }

    async fn counts(&self, app_key: &str) -> Result<Counts, JobError> {
        self.queue()?.counts(app_key).await
    }

    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        self.queue()?.jobs(app_key, state, after, limit).await
    }

    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError> {
        self.queue()?.requeue(app_key, ids).await
    }

    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError> {
        self.queue()?.forget(app_key, client_key).await
    }

    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError> {
        self.queue()?.purge(app_key, state, age, limit).await
    }
}
