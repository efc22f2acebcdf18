//! Jobs: work that was promised and is done later, once it can be, by whichever process is there.
//!
//! A webhook that has been answered 2xx is not sent again (developer.atlassian.com, "Webhooks"), so
//! the answer must wait until the delivery is on the disk, and must not wait for the work. What
//! lies between the two is this queue. [`JobStore`] says what a store of jobs does, [`Worker`] runs
//! them; the store knows no handlers, and the worker no database.
//!
//! A job is run **at least once**: a process that dies after its handler has ended, but before
//! that was written down, leaves a job that runs again. A handler that must not act twice looks at
//! [`Job::id`], or at [`Job::delivery`], both of which stay the same.
//!
//! ```text
//!             ┌──────────────── due ───────────────┐
//! accept ─→ ready ─→ running ─→ done               │
//!    │        ↑         ├─────→ waiting ───────────┘     it failed, and is tried again
//!    │        │         ├─────→ dead ──→ (requeue)       it failed too often
//!    └→ blocked         └─────→ ready, suspect, dead     its process ended: 1st, 2nd, 4th time
//! ```
//!
//! Blocked is a job that waits for the one before it of the same [`order`](NewJob::order).

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
