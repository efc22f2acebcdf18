//! Jobs: work that was promised and is done later, by any process that is available.
//!
//! A webhook that has been answered 2xx is not sent again (developer.atlassian.com, "Webhooks"), so
//! the answer must wait until the delivery is on disk, and must not wait for the work. This queue
//! is in between. [`JobStore`] is the interface of a store of jobs, [`Worker`] runs them; the store
//! knows no handlers, and the worker no database.
//!
//! A job runs **at least once**: a process that dies after its handler has finished, but before
//! that was recorded, leaves a job that runs again. A handler that must not act twice checks
//! [`Job::id`], or [`Job::delivery`], both of which stay the same.
//!
//! ```text
//!             ┌──────────────── due ───────────────┐
//! accept ─→ ready ─→ running ─→ done               │
//!    │        ↑         ├─────→ waiting ───────────┘     it failed, and is tried again
//!    │        │         ├─────→ dead ──→ (requeue)       it failed too often
//!    └→ blocked         └─────→ ready, suspect, dead     its process ended: 1st, 2nd, 4th time
//! ```
//!
//! A blocked job waits for the one before it in the same [`order`](NewJob::order).

mod error;
mod job;
#[cfg(feature = "metrics")]
mod measured;
mod memory;
mod store;
mod worker;

pub use error::JobError;
pub use job::{Accepted, Job, JobEntry, JobId, JobState, NewJob, UnknownState, WorkerId};
#[cfg(feature = "metrics")]
pub use measured::MeasuredJobs;
pub(crate) use memory::MemoryJobs;
pub use store::{Ask, Beat, Counts, End, JobStore, MOST_CRASHES, Outcome, Pulse};
pub use worker::{Retries, Stopped, Worker, WorkerSettings};
