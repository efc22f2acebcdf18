//! The types of a job.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;
use std::time::SystemTime;

use bytes::Bytes;

/// A job's number, assigned when the store accepts the job, and never reused. Of two jobs from one
/// process, the one accepted later has the larger number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(i64);

impl JobId {
    /// The id with this number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number, as stored in the database.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for JobId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

/// Identifies a worker: a process has one for each app that it works for. Generated at each start,
/// so that what a former process left is never mistaken for one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(i64);

impl WorkerId {
    /// A new random id: 63 bits are enough for as many processes as will ever exist.
    pub fn random() -> Self {
        Self(fastrand::i64(1..=i64::MAX))
    }

    /// The id with this number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number, as stored in the database.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A job to be stored.
///
/// ```
/// use connect_store::jobs::NewJob;
///
/// let mut job = NewJob::new("com.example.votes", "a client key", "webhook:greet", "{}");
/// job.delivery = Some("the host's own identifier".to_owned()); // Sent twice, it's done once.
/// job.order = Some("issue 10001".to_owned()); // After what came before of this issue.
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct NewJob {
    /// The app.
    pub app_key: String,
    /// The tenant; empty for a job of the app itself. Tenants take turns.
    pub client_key: String,
    /// Selects the handler: `webhook:<key>`, `hook:<key>`, `job:<key>`, `scheduled:<key>`.
    pub kind: String,
    /// The deduplication id: a second job with the same app, tenant, kind and `delivery` counts as
    /// known, and is not stored. Remembered until the first one is purged, so for
    /// [`keep_done`](super::WorkerSettings::keep_done) after it was done.
    pub delivery: Option<String>,
    /// The job's order: jobs of an app and tenant with the same `order` run one after another, in
    /// the order in which they were accepted; one that is retried keeps its place. A constant
    /// serializes all of a tenant's jobs, an entity's id those of the entity. After a dead job the
    /// next one runs. `None`: at any time, concurrently with any others.
    pub order: Option<String>,
    /// The earliest time to run it. `None`: as soon as possible.
    pub due: Option<SystemTime>,
    /// The handler's input, in any format.
    pub body: Bytes,
}

impl NewJob {
    /// A job without `delivery` and `order`, to be run as soon as possible.
    pub fn new(
        app_key: impl Into<String>,
        client_key: impl Into<String>,
        kind: impl Into<String>,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            app_key: app_key.into(),
            client_key: client_key.into(),
            kind: kind.into(),
            delivery: None,
            order: None,
            due: None,
            body: body.into(),
        }
    }
}

/// Only prints the length of the body, which contains tenants' content.
impl fmt::Debug for NewJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewJob")
            .field("app_key", &self.app_key)
            .field("client_key", &self.client_key)
            .field("kind", &self.kind)
            .field("delivery", &self.delivery)
            .field("order", &self.order)
            .field("due", &self.due)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The result of accepting a job. Either way it is on disk, and can be acknowledged to the host
/// that sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored.
    New(JobId),
    /// A job with the same [`delivery`](NewJob::delivery) is already stored, or was done recently.
    Known(JobId),
}

impl Accepted {
    /// The id of the job: the new one, or the known one.
    pub const fn id(self) -> JobId {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

/// A job that a worker has claimed to run.
#[derive(Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// The app.
    pub app_key: String,
    /// The tenant; empty for a job of the app itself.
    pub client_key: String,
    /// Selects the handler.
    pub kind: String,
    /// The deduplication id, if it has one.
    pub delivery: Option<String>,
    /// The number of this claim, from 1. It grows with each claim, and distinguishes this run from
    /// any other run of the job.
    pub attempt: u32,
    /// How often it has failed: its handler returned an error, panicked or timed out.
    pub failures: u32,
    /// How often its process has died while it was running.
    pub crashes: u32,
    /// It seems to have killed processes before. A worker runs one such job at a time.
    pub suspect: bool,
    /// When it was accepted.
    pub received: SystemTime,
    /// The handler's input.
    pub body: Bytes,
}

impl Job {
    /// The first claim of a new job, for tests of handlers.
    pub fn first(id: JobId, job: NewJob, received: SystemTime) -> Self {
        Self {
            id,
            app_key: job.app_key,
            client_key: job.client_key,
            kind: job.kind,
            delivery: job.delivery,
            attempt: 1,
            failures: 0,
            crashes: 0,
            suspect: false,
            received,
            body: job.body,
        }
    }
}

/// Only prints the length of the body, which contains tenants' content.
impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("id", &self.id)
            .field("app_key", &self.app_key)
            .field("client_key", &self.client_key)
            .field("kind", &self.kind)
            .field("delivery", &self.delivery)
            .field("attempt", &self.attempt)
            .field("failures", &self.failures)
            .field("crashes", &self.crashes)
            .field("suspect", &self.suspect)
            .field("received", &self.received)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// To be run.
    Ready,
    /// To be run later: it was scheduled, or it failed and is to be retried.
    Waiting,
    /// Being run.
    Running,
    /// Done; remembered for deduplication.
    Done,
    /// Given up: it failed too often, permanently, or killed too many processes. Kept with its
    /// body, so that it can be [requeued](super::JobStore::requeue).
    Dead,
    /// To be run alone: its process died two or three times while it was running.
    Suspect,
    /// To be run after another one in the same [`order`](NewJob::order).
    Blocked,
}

impl JobState {
    /// Each state, with its name and its number in databases.
    const TABLE: [(Self, &'static str, i16); 7] = [
        (Self::Ready, "ready", 0),
        (Self::Waiting, "waiting", 1),
        (Self::Running, "running", 2),
        (Self::Done, "done", 3),
        (Self::Dead, "dead", 4),
        (Self::Suspect, "suspect", 5),
        (Self::Blocked, "blocked", 6),
    ];

    /// All states.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::TABLE.into_iter().map(|(state, ..)| state)
    }

    /// The name: `ready`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Its number in databases.
    pub fn code(self) -> i16 {
        self.row().2
    }

    /// The state with this number.
    pub fn of_code(code: i16) -> Option<Self> {
        let mut rows = Self::TABLE.into_iter();
        rows.find(|row| row.2 == code).map(|row| row.0)
    }

    /// Whether there is still work to do: neither done nor dead.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Dead)
    }

    fn row(self) -> (Self, &'static str, i16) {
        let mut rows = Self::TABLE.into_iter();
        rows.find(|row| row.0 == self).unwrap_or(Self::TABLE[0])
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for JobState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let mut rows = Self::TABLE.into_iter();
        let found = rows.find(|row| row.1 == text);
        found.map(|row| row.0).ok_or_else(|| UnknownState {
            text: text.to_owned(),
        })
    }
}

/// Text that is not the name of a [`JobState`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a state of jobs: write `ready`, `waiting`, `running`, `done`, `dead`, `suspect` or `blocked`"
)]
pub struct UnknownState {
    /// The text.
    pub text: String,
}

/// A job as shown to an operator, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEntry {
    /// Its number.
    pub id: JobId,
    /// The tenant; empty for a job of the app itself.
    pub client_key: String,
    /// Selects the handler.
    pub kind: String,
    /// The deduplication id, if it has one.
    pub delivery: Option<String>,
    /// The job's order, if it has one.
    pub order: Option<String>,
    /// Its state.
    pub state: JobState,
    /// How often it was claimed.
    pub attempts: u32,
    /// How often it has failed.
    pub failures: u32,
    /// How often its process has died while it was running.
    pub crashes: u32,
    /// When it was accepted.
    pub received: SystemTime,
    /// When it is or was due.
    pub due: SystemTime,
    /// When it was done or given up.
    pub finished: Option<SystemTime>,
    /// The reason of its latest failure.
    pub reason: Option<String>,
    /// The length of its body in bytes; 0 once it is done, because the body is dropped then.
    pub size: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_known_by_name_and_by_code() {
        for state in JobState::all() {
            assert_eq!(JobState::of_code(state.code()), Some(state));
            assert_eq!(state.name().parse(), Ok(state));
            let text = UnknownState {
                text: "lost".to_owned(),
            };
            assert!(text.to_string().contains(&format!("`{state}`")), "{text}");
        }
        assert_eq!(JobState::of_code(7), None);
        assert!("Ready".parse::<JobState>().is_err());
    }

    #[test]
    fn bodies_are_not_printed() {
        let new = NewJob::new("app", "tenant", "job:x", "a secret thing");
        let job = Job::first(JobId::new(1), new.clone(), SystemTime::UNIX_EPOCH);
        for text in [format!("{new:?}"), format!("{job:?}")] {
            assert!(text.contains("14 bytes"), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
}
