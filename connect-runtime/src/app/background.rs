//! Tasks that run beside the server: they start and end with it.

use std::fmt;
use std::panic::{AssertUnwindSafe, Location};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

use crate::error::{Error, Result};
use crate::tenants::Tenants;

/// A background task's handle to the server that it runs beside.
///
/// ```no_run
/// use std::time::Duration;
///
/// use connect_runtime::Background;
/// use connect_runtime::prelude::*;
///
/// /// Runs each hour; what it has begun, it finishes.
/// async fn hourly(background: Background) -> Result<()> {
///     let mut stopping = std::pin::pin!(background.stopping());
///     loop {
///         tracing::info!("cleaning up");
///         tokio::select! {
///             () = &mut stopping => return Ok(()),
///             () = tokio::time::sleep(Duration::from_secs(3600)) => {}
///         }
///     }
/// }
///
/// #[connect_runtime::main]
/// async fn main() -> Result<()> {
///     connect_runtime::serve().background(hourly).await
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Background {
    tenants: Tenants,
    base_url: Url,
    stop: watch::Receiver<bool>,
    asked: Arc<AtomicBool>,
}

impl Background {
    /// The app's tenants.
    #[must_use]
    pub fn tenants(&self) -> &Tenants {
        &self.tenants
    }

    /// Where hosts reach the app.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Completes when the server has been asked to stop. A task that has called this is given as
    /// much time to return as open requests are; any other is cancelled where it waits.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + use<> {
        self.asked.store(true, Ordering::Relaxed);
        let mut stop = self.stop.clone();
        async move {
            // An error means that the server is gone.
            let _ = stop.wait_for(|stop| *stop).await;
        }
    }
}

type TaskFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// An argument of [`App::background`](crate::App::background): an `async` function or closure with
/// or without a [`Background`], which runs at each start of the app, or a future, which only runs
/// at the first. It returns nothing or a `Result<(), _>`, whose error is logged.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a background task",
    note = "write `async fn task(background: Background)`, `async || …` or `async {{ … }}`, whose result is \
            `()` or a `Result<(), _>`"
)]
pub trait BackgroundTask<Kind>: Send + 'static {
    #[doc(hidden)]
    fn into_task(self) -> Task;
}

/// A task of any kind.
#[doc(hidden)]
#[derive(Clone)]
pub struct Task {
    start: Arc<dyn Fn(Background) -> Option<TaskFuture> + Send + Sync>,
    origin: Option<&'static Location<'static>>,
}

impl Task {
    fn new(start: impl Fn(Background) -> Option<TaskFuture> + Send + Sync + 'static) -> Self {
        let start = Arc::new(start);
        Self {
            start,
            origin: None,
        }
    }

    pub(super) fn at(self, origin: &'static Location<'static>) -> Self {
        let origin = Some(origin);
        Self { origin, ..self }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// A value that a background task can return.
#[doc(hidden)]
pub trait TaskOutcome {
    fn into_result(self) -> Result<()>;
}

impl TaskOutcome for () {
    fn into_result(self) -> Result<()> {
        Ok(())
    }
}

/// A task that runs until it is stopped: `async { loop { … } }`.
impl TaskOutcome for Never {
    fn into_result(self) -> Result<()> {
        self
    }
}

/// The type `!`, which can't be named yet, as the output of `fn() -> !`.
type Never = <fn() -> ! as Function>::Output;

#[doc(hidden)]
pub trait Function {
    type Output;
}

impl<T> Function for fn() -> T {
    type Output = T;
}

impl<E: Into<Error>> TaskOutcome for Result<(), E> {
    fn into_result(self) -> Result<()> {
        self.map_err(Into::into)
    }
}

impl<F, Fut> BackgroundTask<fn(Background)> for F
where
    F: Fn(Background) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: TaskOutcome> + Send + 'static,
{
    fn into_task(self) -> Task {
        Task::new(move |background| Some(boxed(self(background))))
    }
}

impl<F, Fut> BackgroundTask<fn()> for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output: TaskOutcome> + Send + 'static,
{
    fn into_task(self) -> Task {
        Task::new(move |_| Some(boxed(self())))
    }
}

impl<Fut: Future<Output: TaskOutcome> + Send + 'static> BackgroundTask<()> for Fut {
    fn into_task(self) -> Task {
        let once = Mutex::new(Some(boxed(self)));
        Task::new(move |_| once.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

fn boxed(task: impl Future<Output: TaskOutcome> + Send + 'static) -> TaskFuture {
    Box::pin(async move { task.await.into_result() })
}

/// The tasks of a running app. They end when this is dropped.
#[derive(Debug)]
pub(super) struct Tasks {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
    asked: Vec<(Arc<AtomicBool>, AbortHandle)>,
}

impl Tasks {
    pub(super) fn start(tasks: &[Task], tenants: &Tenants, base_url: &Url) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut running = JoinSet::new();
        let mut asked = Vec::new();
        for task in tasks {
            let background = Background {
                tenants: tenants.clone(),
                base_url: base_url.clone(),
                stop: stopped.clone(),
                asked: Arc::default(),
            };
            let has_asked = Arc::clone(&background.asked);
            if let Some(future) = (task.start)(background) {
                asked.push((has_asked, running.spawn(watched(future, task.origin))));
            }
        }
        Self {
            stop,
            running,
            asked,
        }
    }

    /// Ends all tasks; those that wait for the signal may return on their own within the deadline.
    pub(super) async fn stop(mut self, deadline: Duration) {
        self.stop.send_replace(true);
        for (asked, task) in &self.asked {
            if !asked.load(Ordering::Relaxed) {
                task.abort();
            }
        }
        let ended = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(deadline, ended).await.is_err() {
            tracing::warn!(
                "background tasks were still running at the shutdown deadline; they are cut off"
            );
        }
    }
}

/// A failing task affects neither the server nor the other tasks.
async fn watched(task: TaskFuture, origin: Option<&'static Location<'static>>) {
    let origin = origin.map(tracing::field::display);
    match AssertUnwindSafe(task).catch_unwind().await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(task = origin, %error, "a background task failed"),
        // The panic message has gone to standard error.
        Err(_) => tracing::error!(task = origin, "a background task panicked"),
    }
}
