//! Jobs by the names of their functions: what `#[job]` says of each.

use serde::Serialize;

/// A function with `#[job]`, as `jobs.enqueue::<recount>(…)` names it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    label = "not a function with `#[job]`",
    note = "what is enqueued has `#[job]` above it: `#[job] async fn recount(job: Job<Recount>, …)`"
)]
pub trait NamedJob {
    /// The key under which it waits.
    const KEY: &'static str;
}

/// What the job `J` takes as its [`Job`](super::Job); `()` for one that takes none.
#[diagnostic::on_unimplemented(
    message = "the job `{J}` does not take `{Self}`",
    label = "not what its `Job<…>` holds",
    note = "a job that takes no `Job<…>` is enqueued with `&()`"
)]
pub trait ArgumentsOf<J>: Serialize {}
