//! Jobs by the names of their functions: what `#[job]` says of each.

use serde::Serialize;

/// What the job `J` takes as its [`Job`](super::Job); `()` for one that takes none. `J` is a function with
/// `#[job]`, as `jobs.enqueue::<recount>(…)` names it.
///
/// It is a trait of the arguments, not a type that a job has, so that the arguments may be private where
/// the job is not.
#[diagnostic::on_unimplemented(
    message = "`{J}` is not a job that takes `{Self}`",
    label = "not what its `Job<…>` holds",
    note = "a job has `#[job]` above it, and is enqueued with what its `Job<…>` holds; one without a `Job<…>` \
            with `&()`"
)]
pub trait ArgumentsOf<J>: Serialize {
    /// The key under which the job waits.
    const KEY: &'static str;
}
