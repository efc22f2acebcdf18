//! Jobs by the names of their functions: what `#[job]` says of each.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A function with `#[job]`, as `jobs.enqueue::<recount>(…)` names it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    label = "not a function with `#[job]`",
    note = "what is enqueued has `#[job]` above it: `#[job] async fn recount(job: Job<Recount>, …)`"
)]
pub trait NamedJob {
    /// The key under which it waits.
    const KEY: &'static str;

    /// What it takes as its [`Job`](super::Job); `()` for one that takes none. It is stored as JSON until
    /// the job runs, and read again then.
    type Arguments: Serialize + DeserializeOwned + Send + 'static;
}
