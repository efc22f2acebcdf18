//! Jobs identified by their functions: what `#[job]` declares about each.

use serde::Serialize;

/// The arguments that the job `J` takes as its [`Job`](super::Job); `()` if it takes none. `J` is a
/// function with `#[job]`, as named in `jobs.enqueue::<recount>(…)`.
///
/// This is a trait of the arguments rather than an associated type of the job, so that the arguments may
/// be private while the job is not.
#[diagnostic::on_unimplemented(
    message = "`{J}` is not a job that takes `{Self}`",
    label = "not what its `Job<…>` holds",
    note = "a job has `#[job]` above it, and is enqueued with what its `Job<…>` holds; one without a `Job<…>` \
            with `&()`"
)]
pub trait ArgumentsOf<J>: Serialize {
    /// The key under which the job is stored.
    const KEY: &'static str;
}
