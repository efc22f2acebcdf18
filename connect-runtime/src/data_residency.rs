//! What the steps of a migration take and answer: a tenant's data moves to another region, with
//! `#[dare_migration]` ("Data residency for Connect apps").
//!
//! | step | takes | answers |
//! |---|---|---|
//! | `schedule` | `Migration<MigrationSchedule>` | `()`: the app takes part |
//! | `start` | `Migration<MigrationSchedule>` | `()`: the app copies the data, and keeps the original |
//! | `status` | `Migration<MigrationCommand>` | [`MigrationStatus`] |
//! | `commit` | `Migration<MigrationCommand>` | `()`: the copy is what counts |
//! | `rollback` | `Migration<MigrationCommand>` | `()`: the copy is gone |
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

/// What the host says to a step of a migration: in the request's body, or of `status` in its query.
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
    /// The handler is not a step of a migration: 500, because the app has to be fixed.
    NoMigration,
    /// What the host sent is not of the handler's type: 400.
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

/// From the request's head, where the route has put the body: so a step may take it first and
/// something else last.
impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Migration<T> {
    type Rejection = MigrationRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, MigrationRejection> {
        let Some(Delivered(body)) = parts.extensions.get::<Delivered>() else {
            return Err(MigrationRejection::NoMigration);
        };
        let read = if parts.method == Method::GET {
            Query::try_from_uri(&parts.uri).ok().map(|Query(read)| read)
        } else {
            // serde reads a list as a struct, too.
            let is_object = body.trim_ascii_start().starts_with(b"{");
            serde_json::from_slice(body).ok().filter(|_| is_object)
        };
        read.map(Self).ok_or(MigrationRejection::Misfit)
    }
}

/// Why an app ends a migration, as the host's codes have it. The host does not ask again.
///
/// It is an error, which a step returns by `?` or `.into()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationFault {
    /// `E0001`: the migration was never scheduled.
    #[error("the migration was not scheduled")]
    NotScheduled,
    /// `E0002`: the app keeps no data in that region.
    #[error("the app has no such region")]
    RegionUnsupported,
    /// `E0003`: the app moves no data.
    #[error("the app does not move data")]
    Unsupported,
    /// `E0004`: too many migrations run already.
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

    /// The one among an error and its causes.
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

/// How far the copy is: what the step `status` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationStatus {
    /// It is whole: the host may have the app commit it.
    ReadyToCommit,
    /// It is being made. The word is the app's own, and means nothing to the host.
    Working(Cow<'static, str>),
    /// It can't be made: the host rolls the migration back.
    Failed(MigrationFault),
}

const READY: &str = "ready-to-commit";
const FAILED: &str = "failed";
const WORKING: &str = "working";

impl IntoResponse for MigrationStatus {
    fn into_response(self) -> Response {
        let json = match self {
            Self::ReadyToCommit => json!({ "status": READY }),
            // No word of the app's own says what the host's words say.
            Self::Working(word) if word == READY || word == FAILED => json!({ "status": WORKING }),
            Self::Working(word) => json!({ "status": word }),
            Self::Failed(fault) => fault.json(),
        };
        Json(json).into_response()
    }
}

/// What the step `status` returns.
#[diagnostic::on_unimplemented(
    message = "the step `status` returns `MigrationStatus` or `Result<MigrationStatus, _>`, not `{Self}`",
    label = "how far the copy is"
)]
pub trait MigrationStatusResult {
    /// The response as the host reads it.
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

/// What a step other than `status` returns.
#[diagnostic::on_unimplemented(
    message = "a step of a migration returns nothing or `Result<(), _>`, not `{Self}`",
    label = "the host reads whether it failed, and nothing else"
)]
pub trait MigrationStepResult {
    /// The response as the host reads it.
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

/// The answer of a step that failed: its code with this status, or a failure that the host repeats.
fn failed(status: StatusCode, error: Error) -> Response {
    let Some(fault) = MigrationFault::of(&error) else {
        return error.into_response();
    };
    let mut response = (status, Json(fault.json())).into_response();
    // It was meant so: the log has a refusal, not a fault of the app.
    let error = error.with_status(StatusCode::UNPROCESSABLE_ENTITY);
    response.extensions_mut().insert(Reported(error));
    response
}

/// Makes the result of the step `status` a response.
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
#[doc(hidden)]
pub fn respond_to_migration_status<R: MigrationStatusResult>(
    value: R,
) -> Result<Response, RejectionResponse> {
    Ok(value.into_status_response())
}

/// Makes the result of another step a response.
///
/// # Errors
/// Infallible; returns `Result` to fit the signature of a handler's wrapper.
#[doc(hidden)]
pub fn respond_to_migration_step<R: MigrationStepResult>(
    value: R,
) -> Result<Response, RejectionResponse> {
    Ok(value.into_step_response())
}
