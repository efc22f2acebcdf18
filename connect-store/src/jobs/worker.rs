//! The worker, which runs jobs.

mod run;
mod settings;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Job, JobStore, Outcome, WorkerId};
use run::Run;
pub use settings::{Retries, WorkerSettings};

/// Runs the jobs of one app: claims jobs that can run, passes them to a handler, and records how
/// they ended.
///
/// A handler that panics, or that takes longer than [`time_limit`](WorkerSettings::time_limit), has
/// failed. A failed job is retried as [`Retries`] configures. The store may be unavailable for a
/// while: only [`stop`](Self::stop) ends the worker. Dropping it ends it at once, and others take
/// over its jobs when its lease has expired.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use connect_store::MemoryStore;
/// use connect_store::jobs::{JobStore, NewJob, Outcome, Worker, WorkerSettings};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), connect_store::jobs::JobError> {
/// let store = Arc::new(MemoryStore::new());
/// store.accept(NewJob::new("com.example.votes", "", "job:hello", "world")).await?;
///
/// let (say, mut heard) = tokio::sync::mpsc::unbounded_channel();
/// let settings = WorkerSettings::default();
/// let worker = Worker::start(store, "com.example.votes", settings, move |job| {
///     let say = say.clone();
///     async move {
///         let _ = say.send(job.body);
///         Outcome::Done
///     }
/// });
/// assert_eq!(heard.recv().await.unwrap(), "world");
/// let stopped = worker.stop(Duration::from_secs(25)).await;
/// assert_eq!(stopped.handed_back, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Worker {
    id: WorkerId,
    stop: Option<oneshot::Sender<Duration>>,
    task: JoinHandle<Stopped>,
}

/// The result of stopping a worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stopped {
    /// Jobs whose handlers had not finished in time: they were stopped, and are ready again for
    /// other workers.
    pub handed_back: usize,
    /// Jobs whose handlers had finished, which could not be recorded: they run again.
    pub unwritten: usize,
}

impl Worker {
    /// Starts working for an app. `handle` is called for each run of a job; it may be called again
    /// for one that it has already seen.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start<F, Fut>(
        store: Arc<dyn JobStore>,
        app_key: impl Into<String>,
        settings: WorkerSettings,
        handle: F,
    ) -> Self
    where
        F: Fn(Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        let id = WorkerId::random();
        let (stop, stopped) = oneshot::channel();
        // Boxed here, so that the rest is compiled once and not for each handler.
        let handle = Arc::new(move |job| handle(job).boxed());
        let run = Run::new(id, store, app_key.into(), settings, handle);
        let task = tokio::spawn(run.until(stopped));
        Self {
            id,
            stop: Some(stop),
            task,
        }
    }

    /// The worker's id.
    pub fn id(&self) -> WorkerId {
        self.id
    }

    /// Stops claiming, lets running jobs finish within `grace`, records their outcomes, and hands
    /// back the rest.
    pub async fn stop(mut self, grace: Duration) -> Stopped {
        if let Some(stop) = self.stop.take() {
            // An error means that it has already ended.
            let _ = stop.send(grace);
        }
        (&mut self.task).await.unwrap_or_default()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.task.abort();
    }
}
