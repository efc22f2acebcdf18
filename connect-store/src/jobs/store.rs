//! What every store of jobs can do.

use std::fmt;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use super::{Accepted, Job, JobEntry, JobError, JobId, JobState, NewJob, WorkerId};

/// How often a job's process may end while the job runs before the job is
/// [dead](JobState::Dead). After the first time it is run again as if nothing were; from the second
/// on it is [suspect](JobState::Suspect).
pub const MOST_CRASHES: u32 = 4;

/// Keeps jobs until they are done.
///
/// Each method is one atomic step. A store may be shared by any number of processes, of several
/// apps too; a job is only ever given to workers of its own app.
/// [`conformance`](crate::conformance::job_store) holds the tests that every implementation must
/// pass.
///
/// **Whose job it is** is settled by the worker and the [attempt](Job::attempt): what any other says
/// of a job is ignored. A worker promises with each [`claim`](Self::claim) and
/// [`beat`](Self::beat) to say something again within its lease; once that has passed, any other
/// worker's beat takes its jobs away.
#[async_trait]
pub trait JobStore: Send + Sync + fmt::Debug + 'static {
    /// Stores a job. It is durable when this returns, and so is the known one: both can be
    /// acknowledged.
    ///
    /// # Errors
    /// [`JobError::Full`] if no more may wait, and the others if the store cannot tell. Nothing can
    /// be acknowledged then; offering the same job again is fine where it has a
    /// [`delivery`](NewJob::delivery).
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError>;

    /// Gives jobs that can be run now to a worker, with what [`Ask`] says. Tenants take turns from
    /// where the last claim ended; within one, jobs come in the order of their numbers. No answer
    /// holds more jobs of a tenant than leave it within [`per_tenant`](Ask::per_tenant), counting
    /// what runs of it in every process.
    ///
    /// # Errors
    /// [`JobError`]: if the jobs were claimed all the same, a [`beat`](Self::beat) that
    /// [says so](Beat::exact) gives them back.
    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError>;

    /// Writes down how runs ended. An [`End`] counts only as long as its job is this worker's and
    /// runs in that attempt; others are ignored, so that saying it twice is fine.
    ///
    /// # Errors
    /// [`JobError`]: say the same ends again.
    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError>;

    /// Says that a worker is alive, and does what falls due: takes jobs from workers whose lease has
    /// passed. Writes nothing where nothing runs and nothing is to be taken, so that an idle
    /// process costs a few look-ups.
    ///
    /// A job that is taken counts a crash: after the first it is ready, then suspect, and
    /// after [`MOST_CRASHES`] dead.
    ///
    /// # Errors
    /// [`JobError`] if the store cannot tell.
    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError>;

    /// A worker ends: what it still runs is ready again (suspect, if it was), and no crash is
    /// counted.
    ///
    /// # Errors
    /// [`JobError`]: its jobs are taken by others once the lease has passed.
    async fn retire(&self, me: WorkerId) -> Result<(), JobError>;

    /// Returns when there may be something to claim that was not there before: at once after an
    /// [`accept`](Self::accept) of this process, soon after another process's. Best effort: who
    /// waits here also beats.
    async fn woken(&self);

    /// Counts an app's jobs that are not done. (Those that are would have to be read one by one.)
    ///
    /// # Errors
    /// [`JobError`] if the store cannot tell.
    async fn counts(&self, app_key: &str) -> Result<Counts, JobError>;

    /// Lists an app's jobs of one state in the order of their numbers, the first `limit` of those
    /// after `after`.
    ///
    /// # Errors
    /// [`JobError`] if the store cannot tell.
    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError>;

    /// Makes dead jobs ready again, as if they had never failed, and tells how many those were.
    /// Others are left as they are.
    ///
    /// # Errors
    /// [`JobError`]: nothing has changed then.
    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError>;

    /// Deletes all jobs of a tenant with their bodies, in whatever state, and tells how many those
    /// were. What runs of it is not stopped by this, but by its worker's next beat.
    ///
    /// # Errors
    /// [`JobError`]: some may be gone; forgetting again is fine.
    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError>;

    /// Deletes an app's jobs that have been [done](JobState::Done) or [dead](JobState::Dead) for
    /// longer than `age`, at most `limit` of them, and tells how many those were. Jobs of other
    /// states are never purged.
    ///
    /// # Errors
    /// [`JobError`]: nothing has changed then.
    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError>;
}

/// What a worker asks for when it claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The app that it works for.
    pub app_key: &'a str,
    /// At most so many jobs.
    pub want: u32,
    /// No more once the bodies of those that it is given take so many bytes; always at least one.
    pub bytes: u64,
    /// At most so many of one tenant run at once, in all processes.
    pub per_tenant: u32,
    /// Whether one of them may be suspect: it has none yet.
    pub suspect: bool,
    /// It says something again within this time.
    pub lease: Duration,
}

/// What a worker says when it beats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat<'a> {
    /// The app that it works for.
    pub app_key: &'a str,
    /// The jobs that it holds, each with its attempt; also those whose end is not written down yet.
    pub holds: &'a [(JobId, u32)],
    /// It has no claim under way, so that `holds` is all that it knows of: what else is written
    /// down as its own was lost on the way to it, and becomes ready.
    pub exact: bool,
    /// It says something again within this time.
    pub lease: Duration,
}

/// What a beat found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulse {
    /// How many jobs were taken from workers that are gone, or came back otherwise.
    pub taken: u64,
    /// Whether the app has jobs that can be claimed, as far as one look tells: they may all be of
    /// tenants that have as many running as they may.
    pub ready: bool,
    /// In how long the app's next waiting job is due; zero if it is.
    pub next_due: Option<Duration>,
    /// Those of the jobs that the worker holds which are not its own any more: they run elsewhere,
    /// or are forgotten. It stops them.
    pub lost: Vec<JobId>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The job.
    pub id: JobId,
    /// The run: [`Job::attempt`].
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It failed, and is to be tried again. Counts a failure.
    Retry {
        /// Not before this has passed. `None`: a [`Worker`](super::Worker) decides by its
        /// [`Retries`](super::Retries); a store takes it for zero.
        after: Option<Duration>,
        /// Why it failed: shown to operators, so without secrets.
        reason: String,
    },
    /// It failed, and trying again is of no use.
    Dead {
        /// Why: shown to operators, so without secrets.
        reason: String,
    },
}

impl Outcome {
    /// It failed, and is tried again when the worker's settings say.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Retry {
            after: None,
            reason: reason.into(),
        }
    }
}

/// How many jobs of an app there are, by state.
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
    /// When the oldest of those that are ready was accepted.
    pub oldest_ready: Option<SystemTime>,
}

impl Counts {
    /// How many there still are to do.
    pub fn open(&self) -> u64 {
        self.ready + self.waiting + self.running + self.suspect + self.blocked
    }

    /// How many are in this state; 0 for [`JobState::Done`], which isn't counted.
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

    /// The number for a state; `None` for the one that isn't counted.
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
