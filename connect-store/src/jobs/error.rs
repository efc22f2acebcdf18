//! Errors of the job queue.

use std::error::Error;
use std::sync::Arc;

/// Why a store of jobs failed. The host gets a 503 with `Retry-After`: it sends the delivery again,
/// and nothing is lost.
///
/// Cheap to clone: jobs that were to be written together share their error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// The queue is full. Nothing was stored.
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
    /// The database failed. Nothing has changed.
    #[error("the job queue could not {action}")]
    Unavailable {
        /// The failed action: `accept a job "webhook:…" of tenant "…" of app "…"`.
        action: String,
        /// The database's error.
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The work was abandoned halfway: the store is closed, or it failed. Whether a write happened
    /// is unknown.
    #[error(
        "the job queue was interrupted before it could {action}: the program is shutting down, or the store failed"
    )]
    Abandoned {
        /// The abandoned action.
        action: String,
    },
}
