//! Arguments and results of data residency migration steps: `#[dare_migration]` moves a tenant's
//! data to another region ("Data residency for Connect apps").
//!
//! | step | takes | returns |
//! |---|---|---|
//! | `schedule` | `Migration<MigrationSchedule>` | `()`: the app takes part |
//! | `start` | `Migration<MigrationSchedule>` | `()`: the app copies the data and keeps the original |
//! | `status` | `Migration<MigrationCommand>` | [`MigrationStatus`] |
//! | `commit` | `Migration<MigrationCommand>` | `()`: the copy is now the one in use |
//! | `rollback` | `Migration<MigrationCommand>` | `()`: the copy is deleted |
//!
//! A step that fails with a [`MigrationFault`] among its error's causes ends the migration with that
//! code. One that fails with anything else is called twice more.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::iter::successors;
use std::ops::Deref;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::response::{IntoResponse, Response};
#[doc(inline)]
pub use connect_events::data_residency::{MigrationCommand, MigrationSchedule};
use http::request::Parts;
use http::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Error;
use crate::error::Reported;
use crate::extract::Delivered;
use crate::handler::RejectionResponse;

/// The host's input to a migration step: from the request's body, or for `status`, from its query.
///
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::data_residency::{
///     Migration, MigrationCommand, MigrationFault, MigrationSchedule, MigrationStatus,
/// };
/// use connect_runtime::prelude::*;
///
/// #[dare_migration(step = schedule)]
/// async fn schedule(migration: Migration<MigrationSchedule>) -> Result<()> {
///     match migration.location.as_deref() {
///         Some("EU") => Ok(()),
///         _ => Err(MigrationFault::RegionUnsupported.into()),
///     }
/// }
///
/// #[dare_migration(step = start)]
/// async fn start(tenant: Tenant, jobs: Jobs) -> Result<()> {
///     jobs.enqueue::<copy>(&()).await?;
///     Ok(())
/// }
///
/// #[job]
/// async fn copy(tenant: Tenant) -> Result<()> {
///     // Into the database of the region.
///     Ok(())
/// }
///
/// #[dare_migration(step = status)]
/// async fn status(migration: Migration<MigrationCommand>) -> Result<MigrationStatus> {
///     Ok(MigrationStatus::Working("copying".into()))
/// }
///
/// #[dare_migration(step = commit)]
/// async fn commit(tenant: Tenant) -> Result<()> {
///     Ok(())
/// }
///
/// #[dare_migration(step = rollback)]
/// async fn rollback(tenant: Tenant) -> Result<()> {
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migration<T>(pub T);

impl<T> Deref for Migration<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Why a [`Migration`] could not be extracted.
#[derive(Debug)]
#[non_exhaustive]
pub enum MigrationRejection {
    /// The handler is not a migration step: 500, because the app has to be fixed.
    NoMigration,
    /// The host's input doesn't match the handler's type: 400.
    Misfit,
}

impl IntoResponse for MigrationRejection {
    fn into_response(self) -> Response {
        match self {
            Self::NoMigration => {
                tracing::error!("`Migration` is an argument of `#[dare_migration]` functions only");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Self::Misfit => {
                let message = "what the host sent does not fit the step of the migration";
                Error::new(message)
                    .with_status(StatusCode::BAD_REQUEST)
                    .into_response()
            }
        }
    }
}

/// Taken from the request's head, where the route has put the body, so that a step may take it
/// first and another extractor last.
impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Migration<T> {
    type Rejection = MigrationRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, MigrationRejection> {
        let Some(Delivered(body)) = parts.extensions.get::<Delivered>() else {
            return Err(MigrationRejection::NoMigration);
        };
        let read = if parts.method == Method::GET {
            Query::try_from_uri(&parts.uri).ok().map(|Query(read)| read)
        } else {
            // serde also reads a struct from a list.
            let is_object = body.trim_ascii_start().starts_with(b"{");
            serde_json::from_slice(body).ok().filter(|_| is_object)
        };
        read.map(Self).ok_or(MigrationRejection::Misfit)
    }
}

/// Why an app ends a migration, as one of the host's codes. The host does not retry.
///
/// It implements `Error`, so a step returns it with `?` or `.into()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationFault {
    /// `E0001`: the migration was never scheduled.
    #[error("the migration was not scheduled")]
    NotScheduled,
    /// `E0002`: the app stores no data in that region.
    #[error("the app has no such region")]
    RegionUnsupported,
    /// `E0003`: the app doesn't migrate data.
    #[error("the app does not move data")]
    Unsupported,
    /// `E0004`: too many migrations are already running.
    #[error("too many migrations run at once")]
    TooManyAtOnce,
    /// `E9999`: anything else.
    #[error("the migration failed")]
    Other,
}

impl MigrationFault {
    /// The host's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotScheduled => "E0001",
            Self::RegionUnsupported => "E0002",
            Self::Unsupported => "E0003",
            Self::TooManyAtOnce => "E0004",
            Self::Other => "E9999",
        }
    }

    /// The fault among an error and its causes.
    fn of(error: &Error) -> Option<Self> {
        let first: &(dyn StdError + 'static) = error.cause();
        successors(Some(first), |&cause| cause.source())
            .find_map(|cause| cause.downcast_ref::<Self>())
            .copied()
    }

    fn json(self) -> Value {
        json!({ "status": FAILED, "errorResponseCode": self.code() })
    }
}

/// The progress of the copy: the result of the `status` step.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationStatus {
    /// The copy is complete: the host may tell the app to commit it.
    ReadyToCommit,
    /// The copy is in progress. The word is the app's own, and means nothing to the host.
    Working(Cow<'static, str>),
    /// The copy failed: the host rolls the migration back.
    Failed(MigrationFault),
}

const READY: &str = "ready-to-commit";
const FAILED: &str = "failed";
const WORKING: &str = "working";

impl IntoResponse for MigrationStatus {
    fn into_response(self) -> Response {
        let json = match self {
            Self::ReadyToCommit => json!({ "status": READY }),
            // The app's own word must not be mistaken for one of the host's.
            Self::Working(word) if word == READY || word == FAILED => json!({ "status": WORKING }),
            Self::Working(word) => json!({ "status": word }),
            Self::Failed(fault) => fault.json(),
        };
        Json(json).into_response()
    }
}

/// A type that the `status` step can return.
#[diagnostic::on_unimplemented(
    message = "the step `status` returns `MigrationStatus` or `Result<MigrationStatus, _>`, not `{Self}`",
    label = "how far the copy is"
)]
pub trait MigrationStatusResult {
    /// The response in the host's format.
    fn into_status_response(self) -> Response;
}

impl MigrationStatusResult for MigrationStatus {
    fn into_status_response(self) -> Response {
        self.into_response()
    }
}

impl<E: Into<Error>> MigrationStatusResult for Result<MigrationStatus, E> {
    fn into_status_response(self) -> Response {
        match self {
            Ok(status) => status.into_response(),
            Err(error) => failed(StatusCode::OK, error.into()),
        }
    }
}

/// A type that a step other than `status` can return.
#[diagnostic::on_unimplemented(
    message = "a step of a migration returns nothing or `Result<(), _>`, not `{Self}`",
    label = "the host reads whether it failed, and nothing else"
)]
pub trait MigrationStepResult {
    /// The response in the host's format.
    fn into_step_response(self) -> Response;
}

impl MigrationStepResult for () {
    fn into_step_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl<E: Into<Error>> MigrationStepResult for Result<(), E> {
    fn into_step_response(self) -> Response {
        match self {
            Ok(()) => ().into_step_response(),
            Err(error) => failed(StatusCode::UNPROCESSABLE_ENTITY, error.into()),
        }
    }
}

/// The response for a failed step: its code with this status, or a failure that the host retries.
fn failed(status: StatusCode, error: Error) -> Response {
    let Some(fault) = MigrationFault::of(&error) else {
        return error.into_response();
    };
    let mut response = (status, Json(fault.json())).into_response();
    // Intended, so the log shows a refusal rather than a fault of the app.
    let error = error.with_status(StatusCode::UNPROCESSABLE_ENTITY);
    response.extensions_mut().insert(Reported(error));
    response
}

/// Turns the result of the `status` step into a response.
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
#[doc(hidden)]
pub fn respond_to_migration_status<R: MigrationStatusResult>(
    value: R,
) -> Result<Response, RejectionResponse> {
    Ok(value.into_status_response())
}

/// Turns the result of any other step into a response.
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
#[doc(hidden)]
pub fn respond_to_migration_step<R: MigrationStepResult>(
    value: R,
) -> Result<Response, RejectionResponse> {
    Ok(value.into_step_response())
}
