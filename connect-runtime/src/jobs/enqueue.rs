//! Enqueuing jobs.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::FromRequestParts;
use connect_model::declaration::kind;
use connect_store::jobs::{
    Accepted, Counts, JobEntry, JobError, JobId, JobState, JobStore, NewJob,
};
use http::request::Parts;

use super::ArgumentsOf;
use crate::extract::Caller;
use crate::tenants::Tenant;
use crate::work::Envelope;

/// The app's jobs: an argument of every kind of handler; for code that runs beside the server, see
/// `Running::jobs`.
///
/// ```no_run,standalone_crate
/// use std::time::Duration;
///
/// use connect_runtime::prelude::*;
/// # connect_runtime::library!();
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Recount {
///     project: String,
/// }
///
/// #[job]
/// async fn recount(job: Job<Recount>, jira: Jira) -> Result<()> {
///     # let _ = (job, jira);
///     Ok(())
/// }
///
/// #[endpoint(POST "/recount/{project}")]
/// async fn ask(Path(project): Path<String>, jobs: Jobs) -> Result<()> {
///     jobs.enqueue::<recount>(&Recount { project: project.clone() })
///         .once(project) // asked for twice while it waits, it is done once
///         .after(Duration::from_secs(60))
///         .await?;
///     Ok(())
/// }
/// # use connect_runtime::axum::extract::Path;
/// # fn main() {}
/// ```
///
/// A job is stored when `enqueue(…).await` returns. It belongs to the caller's tenant, or to the one
/// given to [`Jobs::for_tenant`].
#[derive(Clone)]
pub struct Jobs {
    queue: Arc<Queue>,
    client_key: Option<Arc<str>>,
}

/// The queue of one app.
#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) app_key: String,
    pub(crate) store: Arc<dyn JobStore>,
}

impl Jobs {
    pub(crate) fn of_app(queue: Arc<Queue>) -> Self {
        Self {
            queue,
            client_key: None,
        }
    }

    pub(crate) fn of_tenant(queue: Arc<Queue>, tenant: &Tenant) -> Self {
        Self::of_app(queue).for_tenant(tenant.client_key())
    }

    /// The jobs of another tenant of the app.
    #[must_use]
    pub fn for_tenant(&self, client_key: impl Into<Arc<str>>) -> Self {
        Self {
            queue: Arc::clone(&self.queue),
            client_key: Some(client_key.into()),
        }
    }

    /// Enqueues a job. Nothing is stored until the returned value is awaited.
    pub fn enqueue<J>(&self, arguments: &impl ArgumentsOf<J>) -> Enqueue {
        self.enqueue_with(arguments)
    }

    fn enqueue_with<J, A: ArgumentsOf<J>>(&self, arguments: &A) -> Enqueue {
        let Some(client_key) = self.client_key.as_deref() else {
            return self.refused(EnqueueError::NoTenant { job: A::KEY });
        };
        let body = match serde_json::to_vec(arguments) {
            Ok(arguments) => Envelope::of_job(&arguments),
            Err(source) => {
                return self.refused(EnqueueError::Arguments {
                    job: A::KEY,
                    source,
                });
            }
        };
        let kind = format!("{}:{}", kind::JOB, A::KEY);
        let job = NewJob::new(self.queue.app_key.as_str(), client_key, kind, body);
        Enqueue {
            queue: Arc::clone(&self.queue),
            job: Ok(Box::new(job)),
        }
    }

    fn refused(&self, error: EnqueueError) -> Enqueue {
        Enqueue {
            queue: Arc::clone(&self.queue),
            job: Err(error),
        }
    }

    /// Counts the app's unfinished jobs: webhooks and hooks, jobs, scheduled runs.
    ///
    /// # Errors
    /// [`JobError`] if the store can't be read.
    pub async fn counts(&self) -> Result<Counts, JobError> {
        self.queue.store.counts(&self.queue.app_key).await
    }

    /// Lists the app's jobs in a given state in the order in which they were enqueued: the first
    /// `limit` of those after `after`.
    ///
    /// # Errors
    /// [`JobError`] if the store can't be read.
    pub async fn list(
        &self,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        let Queue { app_key, store } = &*self.queue;
        store.jobs(app_key, state, after, limit).await
    }

    /// Makes dead jobs ready again, as if they had never failed, and returns how many there were.
    ///
    /// # Errors
    /// [`JobError`], in which case nothing has changed.
    pub async fn requeue(&self, ids: &[JobId]) -> Result<u64, JobError> {
        self.queue.store.requeue(&self.queue.app_key, ids).await
    }
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jobs")
            .field("app_key", &self.queue.app_key)
            .field("client_key", &self.client_key)
            .finish()
    }
}

impl<S: Sync> FromRequestParts<S> for Jobs {
    type Rejection = NoJobs;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoJobs> {
        // Most requests reach the queue through the verified caller, which saves an extension.
        if let Some(jobs) = parts.extensions.get::<Self>() {
            return Ok(jobs.clone());
        }
        let renewal = Caller::of(&parts.extensions).and_then(|caller| caller.renewal.as_ref());
        let renewal = renewal.ok_or(NoJobs)?;
        let queue = renewal.verifier.queue().ok_or(NoJobs)?;
        Ok(Self::of_tenant(queue, renewal.active.tenant()))
    }
}

/// A handler outside a running app takes [`Jobs`]: 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`Jobs` is an argument of the handlers of a running app only")]
pub struct NoJobs;

impl axum::response::IntoResponse for NoJobs {
    fn into_response(self) -> axum::response::Response {
        tracing::error!("{self}");
        let status = http::StatusCode::INTERNAL_SERVER_ERROR;
        crate::error_answer::ErrorAnswer::new(status).into_response()
    }
}

/// A job to be enqueued: it is stored when this is awaited.
#[derive(Debug)]
#[must_use = "a job is not stored until this is awaited"]
pub struct Enqueue {
    queue: Arc<Queue>,
    /// Boxed: it is moved with each setting.
    job: Result<Box<NewJob>, EnqueueError>,
}

impl Enqueue {
    /// Runs the job no earlier than after this delay.
    pub fn after(self, wait: Duration) -> Self {
        // A delay beyond the clock's range means never, and a year is long enough for that.
        let latest = Duration::from_hours(366 * 24);
        self.at(SystemTime::now() + wait.min(latest))
    }

    /// Runs the job no earlier than at this time.
    pub fn at(mut self, moment: SystemTime) -> Self {
        self.with(|job| job.due = Some(moment));
        self
    }

    /// Deduplicates the job: another job of the same function and tenant with the same `id` is not
    /// stored while the first one waits and for a day after it finished.
    pub fn once(mut self, id: impl Into<String>) -> Self {
        self.with(|job| job.delivery = Some(id.into()));
        self
    }

    /// Runs the job after the jobs of this tenant with the same `of` that were enqueued earlier, and
    /// before those enqueued later. A job that fails and is retried keeps its place.
    pub fn in_order(mut self, of: impl Into<String>) -> Self {
        self.with(|job| job.order = Some(of.into()));
        self
    }

    fn with(&mut self, change: impl FnOnce(&mut NewJob)) {
        if let Ok(job) = &mut self.job {
            change(job);
        }
    }

    /// The job in the store's form, to be inserted in a transaction of the app's own: it is
    /// enqueued if the transaction commits, and not if it is rolled back.
    ///
    /// ```no_run,standalone_crate
    /// use connect_runtime::prelude::*;
    /// use connect_runtime::tenants::SqliteStore;
    /// use sqlx::SqlitePool;
    /// # connect_runtime::library!();
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Recount {
    ///     issue: String,
    /// }
    ///
    /// #[job]
    /// async fn recount(job: Job<Recount>, jira: Jira) -> Result<()> {
    ///     # let _ = (job, jira);
    ///     Ok(())
    /// }
    ///
    /// /// Notes a vote, and asks for the recount that it makes necessary: both or neither.
    /// async fn vote(pool: &SqlitePool, jobs: &Jobs, issue: &str) -> Result<()> {
    ///     let job = jobs.enqueue::<recount>(&Recount { issue: issue.to_owned() });
    ///     let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    ///     let vote = sqlx::query("INSERT INTO votes (issue) VALUES (?)").bind(issue);
    ///     vote.execute(&mut *transaction).await?;
    ///     SqliteStore::accept_in(&mut transaction, job.into_new_job()?).await?;
    ///     transaction.commit().await?;
    ///     Ok(())
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// The pool is the store's own, from
    /// [`Config::open_sqlite`](crate::config::Config::open_sqlite); PostgreSQL's store has the same
    /// function.
    ///
    /// # Errors
    /// [`EnqueueError`] as when it is awaited, except for those of the store.
    pub fn into_new_job(self) -> Result<NewJob, EnqueueError> {
        self.job.map(|job| *job)
    }
}

impl IntoFuture for Enqueue {
    type Output = Result<Accepted, EnqueueError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let job = self.job?;
            Ok(self.queue.store.accept(*job).await?)
        })
    }
}

/// Why a job was not stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnqueueError {
    /// No tenant was named.
    #[error(
        "the job `{job}` has no tenant: no site vouches for this caller; write `jobs.for_tenant(client_key)`"
    )]
    NoTenant {
        /// The job's key.
        job: &'static str,
    },
    /// The arguments can't be serialized as JSON.
    #[error("the arguments of the job `{job}` can't be written as JSON")]
    Arguments {
        /// The job's key.
        job: &'static str,
        /// The serialization error.
        source: serde_json::Error,
    },
    /// The store did not accept the job.
    #[error(transparent)]
    Store(#[from] JobError),
}
