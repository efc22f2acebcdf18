//! Why a queue could not do what it was asked.

use std::error::Error;
use std::sync::Arc;

/// Why a store of jobs could not answer. Toward a host this is a 503 with `Retry-After`: it sends
/// the delivery again, and nothing is lost.
///
/// Cloning is cheap: jobs that were to be written together share their error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// As much waits as may wait. Nothing was stored.
    #[error(
        "the job queue of app `{app_key}` is full ({limit}): its jobs come faster than they are done, or they \
         fail; look at what waits, and at the dead ones"
    )]
    Full {
        /// The app whose job was refused.
        app_key: String,
        /// The bound that was reached: `8,192 MiB in the database`.
        limit: String,
    },
    /// The database did not do what it was asked. Nothing has changed.
    #[error("the job queue could not {action}")]
    Unavailable {
        /// What was asked of it: `accept a job "webhook:…" of tenant "…" of app "…"`.
        action: String,
        /// The error of the database.
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The work was abandoned half-way: the store is closed, or it failed. Whether a write took
    /// place is not known.
    #[error(
        "the job queue was interrupted before it could {action}: the program is shutting down, or the store failed"
    )]
    Abandoned {
        /// What was asked of it.
        action: String,
    },
}
