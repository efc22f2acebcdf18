//! The threads on which answers are made.
//!
//! A host's plain functions ([`Data::property`](crate::Data::property)) wait for answers too, also
//! inside of a test's single-threaded runtime, which must not have to run for them meanwhile.

use std::future::Future;
use std::io;
use std::sync::{LazyLock, mpsc};

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

static WORK: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    // As many as there are processors: one would be what all tests of a process wait for.
    Builder::new_multi_thread()
        .thread_name("connect-product")
        .enable_time()
        .build()
});

/// Begins work that ends even if its caller is dropped; `None` if the machine has no thread left.
pub(crate) fn begin<F>(work: F) -> Option<JoinHandle<F::Output>>
where
    F: Future<Output: Send> + Send + 'static,
{
    WORK.as_ref().ok().map(|runtime| runtime.spawn(work))
}

/// Does work while this thread waits; `None` if it could not be done.
pub(crate) fn wait<F>(work: F) -> Option<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let (send, answer) = mpsc::sync_channel(1);
    begin(async move { drop(send.send(work.await)) })?;
    answer.recv().ok()
}
