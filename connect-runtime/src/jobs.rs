//! Background jobs: how handlers enqueue them, and how operators inspect them.
//!
//! An app has one queue, in the same database as its tenants. Webhooks wait there after they have
//! been answered, and so do lifecycle hooks; `#[job]` and `#[scheduled]` define the app's own jobs.
//! Everything in the queue runs **at least once**: if a process dies in the middle, another takes
//! over its jobs within seconds and runs them again.
//!
//! A failed job is retried, with growing delays, as [`Retries`] configures; after that it is *dead*:
//! logged at `warn`, listed by [`Jobs::list`], and retried when an operator asks for it with
//! [`Jobs::requeue`] or `my-app jobs requeue`. A handler can change that:
//! [`Error::for_good`](crate::Error::for_good) and [`Error::retry_after`](crate::Error::retry_after).
//!
//! Tenants take turns, so that one which floods the app doesn't keep the others waiting.
//! [`WorkerSettings`] limits how many of a tenant's jobs run at once: see
//! [`App::jobs`](crate::App::jobs).

mod arguments;
mod enqueue;
mod job;

pub use connect_store::jobs::{
    Accepted, Counts, JobEntry, JobError, JobId, JobState, NewJob, Retries, WorkerSettings,
};

pub use self::arguments::ArgumentsOf;
pub(crate) use self::enqueue::Queue;
pub use self::enqueue::{Enqueue, EnqueueError, Jobs, NoJobs};
pub(crate) use self::job::{Enqueued, Told};
pub use self::job::{Job, JobRejection};
