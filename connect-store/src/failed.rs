//! What can go wrong in a database that keeps tenants, and how the caller hears of it.

use std::sync::Arc;

use crate::StoreError;

/// What can go wrong on the way: in the database, or with a row.
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

/// Turns an error of the database into one that names the action.
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
