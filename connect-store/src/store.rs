//! What every store of tenants can do.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::{Install, Installed, Tenant, TenantRecord};

/// Keeps tenants: who has installed which app, and with what secret.
///
/// Rows are keyed by (app key, `clientKey`), are kept after an uninstall, and each method is one
/// atomic step: it happens wholly or the old row stays. [`conformance`](super::conformance) holds
/// the tests that every implementation must pass.
#[async_trait]
pub trait TenantStore: Send + Sync + fmt::Debug + 'static {
    /// Stores an install, new or again: the payload's fields replace the row's, the secret too.
    /// Other `clientKey`s installed from the same app and base URL become
    /// [`Superseded`](super::TenantState::Superseded) in the same step. A new row is enabled; a
    /// row that was installed already keeps its mark.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then, and the host must try again.
    async fn install(&self, install: Install) -> Result<Installed, StoreError>;

    /// Marks the row uninstalled and wipes its secret. Tells whether it was not so already:
    /// `false` for an unknown tenant and for a repeated callback, both of which are fine.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn uninstall(&self, app_key: &str, client_key: &str) -> Result<bool, StoreError>;

    /// Marks a tenant enabled or disabled. Returns whether there is an installed row.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError>;

    /// Finds one row, in whatever state it is. `None` means that there is no such row, never
    /// that the store could not tell.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell, or the row's secret cannot be opened.
    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError>;

    /// Lists an app's tenants of every state in the order of their `clientKey`s (bytewise), the
    /// first `limit` of those after `after`. Secrets are neither opened nor returned.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell.
    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError>;

    /// Seals every secret that is not sealed with the first of the configured keys with that
    /// key, and tells how many that were. After it the other keys can be dropped. Does nothing
    /// in a store that seals nothing.
    ///
    /// # Errors
    /// [`StoreError`] names the first row that could not be opened; the others are done.
    async fn reseal(&self) -> Result<u64, StoreError>;

    /// Lets go of files and connections once the work under way is done; a graceful shutdown
    /// calls it last. By default there is nothing to let go.
    async fn close(&self) {}
}

/// Why a store could not answer. Toward the host this is a 503, never a 401: a store that cannot
/// tell has not denied anything.
///
/// Cloning is cheap: requests that waited for one look-up share its error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database did not do what it was asked.
    #[error("the tenant store could not {action}")]
    Unavailable {
        /// What was asked of it: `find tenant "…" of app "…"`.
        action: String,
        /// The error of the database.
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The row's secret is sealed with a key that is not configured.
    #[error(
        "the secret of tenant `{client_key}` of app `{app_key}` is sealed with key `{key_id}`, which is not configured: \
         add `{key_id}:<base64 of its 32 bytes>` to CONNECT_SECRET_KEYS, after the key in use"
    )]
    UnknownKey {
        /// The id of the key that is missing.
        key_id: String,
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The key is configured, but does not open the row: it has other bytes than the key of that
    /// name once had, or the row was altered or moved.
    #[error(
        "key `{key_id}` does not open the secret of tenant `{client_key}` of app `{app_key}`: CONNECT_SECRET_KEYS holds \
         other bytes under that id than the secret was sealed with, or the row was altered; \
         restore the key, or have the site reinstall the app"
    )]
    Undecipherable {
        /// The id of the key that does not open it.
        key_id: String,
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The new secret could not be sealed.
    #[error(
        "the secret of tenant `{client_key}` of app `{app_key}` could not be sealed with key `{key_id}`"
    )]
    Unsealable {
        /// The id of the key in use.
        key_id: String,
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The row holds what this version never wrote.
    #[error(
        "the row of tenant `{client_key}` of app `{app_key}` is damaged: its {field} cannot be read; \
         have the site reinstall the app, or restore the database"
    )]
    Damaged {
        /// Which field.
        field: &'static str,
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The work was abandoned half-way: the program is shutting down, or the store panicked.
    /// Whether a write took place is not known.
    #[error(
        "the tenant store was interrupted before it could {action}: the program is shutting down, or the store failed"
    )]
    Abandoned {
        /// What was asked of it.
        action: String,
    },
}
