//! Work that is done later: what handlers ask for, and what an operator sees of it.
//!
//! An app has one queue, in the database that its tenants are in. Webhooks wait there after they have
//! been answered, and so do lifecycle hooks; `#[job]` and `#[scheduled]` are the app's own.
//! Everything in it is done **at least once**: a process that dies in the middle leaves jobs
//! that another one takes over within seconds, and those run again.
//!
//! What fails is tried again, later and later, as [`Retries`] say; then it is *dead*: logged at
//! `warn`, listed by [`Jobs::list`], and done again when an operator asks for it with
//! [`Jobs::requeue`] or `my-app jobs requeue`. A handler can shorten that:
//! [`Error::for_good`](crate::Error::for_good) and [`Error::retry_after`](crate::Error::retry_after).
//!
//! Tenants take turns, so that one which floods the app does not keep the others waiting. What a
//! tenant's jobs do at once is bounded by [`WorkerSettings`]: see [`App::jobs`](crate::App::jobs).

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
