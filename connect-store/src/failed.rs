//! Errors of a database that stores tenants, and their conversion for the caller.

use std::sync::Arc;

use crate::StoreError;

/// An error of the database, or of a row.
pub(crate) enum Failed {
    Database(sqlx::Error),
    Store(StoreError),
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Failed {
    pub(crate) fn of_tenant(self, verb: &str, app_key: &str, client_key: &str) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::Database(error) => of_tenant(verb, app_key, client_key)(error),
        }
    }
}

/// Wraps a database error with the action that failed.
pub(crate) fn unavailable(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> StoreError {
    let action = action.into();
    move |error| StoreError::Unavailable {
        action,
        source: Arc::new(error),
    }
}

pub(crate) fn of_tenant(
    verb: &str,
    app_key: &str,
    client_key: &str,
) -> impl FnOnce(sqlx::Error) -> StoreError {
    unavailable(format!("{verb} tenant `{client_key}` of app `{app_key}`"))
}
