//! The threads on which responses are computed.
//!
//! A host's synchronous functions ([`Data::property`](crate::Data::property)) wait for responses too, even
//! inside a test's single-threaded runtime, which must not be needed in the meantime.

use std::future::Future;
use std::io;
use std::sync::{LazyLock, mpsc};

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

static WORK: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    // As many as there are processors: with a single one, all tests of a process would wait for each other.
    Builder::new_multi_thread()
        .thread_name("connect-product")
        .enable_time()
        .build()
});

/// Starts work that finishes even if its caller is dropped; `None` if no thread could be started.
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
