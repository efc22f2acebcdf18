//! The arguments of a job.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_store::jobs::JobId;
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error_answer::ErrorAnswer;
use crate::work::Unfit;

/// The arguments of a `#[job]`, as they were enqueued, with the job's metadata.
///
/// They are stored as JSON. A release that changes the type must still be able to read jobs that are
/// waiting: use `#[serde(default)]` on new fields and rename none. A job that can't be read fails, is
/// retried, and is finally listed as dead.
///
/// ```no_run,standalone_crate
/// use connect_runtime::prelude::*;
/// # connect_runtime::library!();
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Recount {
///     project: String,
/// }
///
/// #[job]
/// async fn recount(job: Job<Recount>) -> Result<()> {
///     println!("{}, for the {}. time", job.project, job.failures() + 1);
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Job<T = ()> {
    arguments: T,
    told: Told,
}

/// The metadata of a running job.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) id: JobId,
    pub(crate) once: Option<Arc<str>>,
    pub(crate) failures: u32,
    pub(crate) enqueued: SystemTime,
}

/// A job's arguments on their way to its handler.
#[derive(Debug, Clone)]
pub(crate) struct Enqueued {
    pub(crate) told: Told,
    pub(crate) arguments: Bytes,
}

impl<T> Job<T> {
    /// The job's number: the same each time it runs. A job runs at least once; one that must not
    /// act twice can remember it.
    #[must_use]
    pub fn id(&self) -> JobId {
        self.told.id
    }

    /// The job's deduplication id: see [`Enqueue::once`](super::Enqueue::once).
    #[must_use]
    pub fn once(&self) -> Option<&str> {
        self.told.once.as_deref()
    }

    /// How often it has failed so far.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.told.failures
    }

    /// When it was enqueued.
    #[must_use]
    pub fn enqueued(&self) -> SystemTime {
        self.told.enqueued
    }

    /// The arguments alone.
    pub fn into_inner(self) -> T {
        self.arguments
    }
}

impl<T> Deref for Job<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.arguments
    }
}

impl<T: fmt::Debug> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("arguments", &self.arguments)
            .field("id", &self.told.id)
            .field("failures", &self.told.failures)
            .finish_non_exhaustive()
    }
}

/// Why a [`Job`] could not be extracted; the run has failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobRejection {
    /// The handler is not a job.
    NoJob,
    /// The stored arguments are not JSON of the handler's type.
    Misfit(serde_json::Error),
}

impl IntoResponse for JobRejection {
    fn into_response(self) -> Response {
        let answer = ErrorAnswer::new(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = answer.into_response();
        let why = match self {
            Self::NoJob => Unfit("`Job` is an argument of `#[job]` handlers only".into()),
            Self::Misfit(error) => Unfit::json("what waits is not what the job takes", &error),
        };
        response.extensions_mut().insert(why);
        response
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Job<T> {
    type Rejection = JobRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, JobRejection> {
        let enqueued = parts.extensions.get::<Enqueued>();
        let Enqueued { told, arguments } = enqueued.ok_or(JobRejection::NoJob)?;
        Ok(Self {
            arguments: serde_json::from_slice(arguments).map_err(JobRejection::Misfit)?,
            told: told.clone(),
        })
    }
}
