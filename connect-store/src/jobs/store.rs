//! The interface of a store of jobs.

use std::fmt;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use super::{Accepted, Job, JobEntry, JobError, JobId, JobState, NewJob, WorkerId};

/// How often a job's process may die while the job is running before the job is
/// [dead](JobState::Dead). After the first time it runs again as usual; from the second on it is
/// [suspect](JobState::Suspect).
pub const MOST_CRASHES: u32 = 4;

/// Stores jobs until they are done.
///
/// Each method is one atomic step. A store may be shared by any number of processes, even of
/// several apps; a job is only given to workers of its own app.
/// [`conformance`](crate::conformance::job_store) contains the tests that every implementation must
/// pass.
///
/// **Ownership** of a job is determined by the worker and the [attempt](Job::attempt): calls by any
/// other worker are ignored. With each [`claim`](Self::claim) and [`beat`](Self::beat) a worker
/// promises another within its lease; once that has expired, any other worker's beat takes its jobs
/// away.
#[async_trait]
pub trait JobStore: Send + Sync + fmt::Debug + 'static {
    /// Stores a job. It is durable when this returns, and so is a known one: both can be
    /// acknowledged.
    ///
    /// # Errors
    /// [`JobError::Full`] if the queue is full, and the others if the store fails. The job can't be
    /// acknowledged then; it can be offered again if it has a [`delivery`](NewJob::delivery).
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError>;

    /// Gives a worker jobs that can run now, within the limits of [`Ask`]. Tenants take turns from
    /// where the last claim ended; within a tenant, jobs come in the order of their numbers. A
    /// claim never raises the number of a tenant's running jobs, counted over all processes, above
    /// [`per_tenant`](Ask::per_tenant).
    ///
    /// # Errors
    /// [`JobError`]: if the jobs were claimed anyway, a [`beat`](Self::beat) marked as
    /// [exact](Beat::exact) gives them back.
    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError>;

    /// Records how runs ended. An [`End`] only counts while its job belongs to this worker and runs
    /// in that attempt; others are ignored, so it can safely be repeated.
    ///
    /// # Errors
    /// [`JobError`]: repeat the same ends.
    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError>;

    /// Renews a worker's lease, and takes over jobs from workers whose lease has expired. Writes
    /// nothing if nothing is running or to be taken over, so that an idle process costs a few
    /// look-ups.
    ///
    /// Taking over a job counts as a crash: after the first it is ready, then suspect, and after
    /// [`MOST_CRASHES`] dead.
    ///
    /// # Errors
    /// [`JobError`] if the store fails.
    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError>;

    /// Ends a worker: jobs that it is still running become ready again (or suspect, if they were),
    /// and no crash is counted.
    ///
    /// # Errors
    /// [`JobError`]: others take over its jobs once the lease has expired.
    async fn retire(&self, me: WorkerId) -> Result<(), JobError>;

    /// Returns when there may be something new to claim: immediately after an
    /// [`accept`](Self::accept) by this process, soon after another process's. Best effort: the
    /// worker also beats.
    async fn woken(&self);

    /// Counts an app's jobs that are not done. (Done ones would have to be read one by one.)
    ///
    /// # Errors
    /// [`JobError`] if the store can't be read.
    async fn counts(&self, app_key: &str) -> Result<Counts, JobError>;

    /// Lists an app's jobs in a given state, ordered by number: the first `limit` of those after
    /// `after`.
    ///
    /// # Errors
    /// [`JobError`] if the store can't be read.
    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError>;

    /// Makes dead jobs ready again, as if they had never failed, and returns how many there were.
    /// Others are left as they are.
    ///
    /// # Errors
    /// [`JobError`], in which case nothing has changed.
    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError>;

    /// Deletes all jobs of a tenant with their bodies, in any state, and returns how many there
    /// were. Running ones are not stopped by this, but by their worker's next beat.
    ///
    /// # Errors
    /// [`JobError`]: some may have been deleted; calling it again is safe.
    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError>;

    /// Deletes an app's jobs that have been [done](JobState::Done) or [dead](JobState::Dead) for
    /// longer than `age`, at most `limit` of them, and returns how many there were. Jobs in other
    /// states are never purged.
    ///
    /// # Errors
    /// [`JobError`], in which case nothing has changed.
    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError>;
}

/// The parameters of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The app that it works for.
    pub app_key: &'a str,
    /// The maximum number of jobs.
    pub want: u32,
    /// The maximum total size of their bodies in bytes, except that one job is always given.
    pub bytes: u64,
    /// The maximum number of running jobs per tenant, over all processes.
    pub per_tenant: u32,
    /// Whether one of them may be suspect, because the worker has none yet.
    pub suspect: bool,
    /// The worker beats or claims again within this time.
    pub lease: Duration,
}

/// The parameters of a beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat<'a> {
    /// The app that it works for.
    pub app_key: &'a str,
    /// The jobs that the worker holds, each with its attempt, including those whose end has not
    /// been recorded yet.
    pub holds: &'a [(JobId, u32)],
    /// Whether no claim is in progress, so that `holds` is complete: any other job recorded as the
    /// worker's was lost on the way to it, and becomes ready.
    pub exact: bool,
    /// The worker beats or claims again within this time.
    pub lease: Duration,
}

/// The result of a beat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulse {
    /// How many jobs were taken over from workers that are gone, or came back otherwise.
    pub taken: u64,
    /// Whether the app has jobs that may be claimable, according to one look-up: they may all
    /// belong to tenants that have reached their limit.
    pub ready: bool,
    /// The time until the app's next waiting job is due; zero if it already is.
    pub next_due: Option<Duration>,
    /// Jobs that the worker holds but no longer owns: they run elsewhere, or were deleted. The
    /// worker stops them.
    pub lost: Vec<JobId>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The job.
    pub id: JobId,
    /// The number of the run: [`Job::attempt`].
    pub attempt: u32,
    /// The outcome.
    pub outcome: Outcome,
}

/// The outcome of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It failed, and is to be retried. Counts a failure.
    Retry {
        /// The minimum delay. `None`: a [`Worker`](super::Worker) decides by its
        /// [`Retries`](super::Retries); a store treats it as zero.
        after: Option<Duration>,
        /// The reason of the failure, without secrets: it is shown to operators.
        reason: String,
    },
    /// It failed, and retrying is useless.
    Dead {
        /// The reason, without secrets: it is shown to operators.
        reason: String,
    },
}

impl Outcome {
    /// A failure that is retried according to the worker's settings.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Retry {
            after: None,
            reason: reason.into(),
        }
    }
}

/// The number of an app's jobs, by state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be run.
    pub ready: u64,
    /// To be run later.
    pub waiting: u64,
    /// Being run.
    pub running: u64,
    /// To be run alone.
    pub suspect: u64,
    /// To be run after another one.
    pub blocked: u64,
    /// Given up.
    pub dead: u64,
    /// When the oldest ready job was accepted.
    pub oldest_ready: Option<SystemTime>,
}

impl Counts {
    /// The number of jobs that are not done or dead.
    pub fn open(&self) -> u64 {
        self.ready + self.waiting + self.running + self.suspect + self.blocked
    }

    /// The number of jobs in this state; 0 for [`JobState::Done`], which isn't counted.
    pub fn of(&self, state: JobState) -> u64 {
        match state {
            JobState::Ready => self.ready,
            JobState::Waiting => self.waiting,
            JobState::Running => self.running,
            JobState::Done => 0,
            JobState::Dead => self.dead,
            JobState::Suspect => self.suspect,
            JobState::Blocked => self.blocked,
        }
    }

    /// The counter for a state; `None` for the one that isn't counted.
    pub(crate) fn slot(&mut self, state: JobState) -> Option<&mut u64> {
        Some(match state {
            JobState::Ready => &mut self.ready,
            JobState::Waiting => &mut self.waiting,
            JobState::Running => &mut self.running,
            JobState::Done => return None,
            JobState::Dead => &mut self.dead,
            JobState::Suspect => &mut self.suspect,
            JobState::Blocked => &mut self.blocked,
        })
    }
}
