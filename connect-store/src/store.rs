//! The interface of a store of tenants.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use super::{
    Applied, Changes, ForgeCall, ForgeRecord, HostAnswer, Install, Installed, KeyUsage, Proof,
    Rekeyed, Tenant, TenantRecord,
};
use crate::jobs::JobStore;

/// How long a superseded tenant's secrets are kept: within this time, a tenant that was superseded by
/// mistake can come back as it was.
pub const KEPT_SUPERSEDED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Everything that an app stores, in one database: its tenants and its jobs.
pub trait Store: TenantStore + JobStore {}

impl<S: TenantStore + JobStore + ?Sized> Store for S {}

/// Stores tenants: which site has installed which app, and with what secret.
///
/// Rows are keyed by (app key, `clientKey`) and are kept after an uninstall. Each method is one
/// atomic step: it happens completely, or the old row stays. [`conformance`](super::conformance)
/// contains the tests that every implementation must pass.
#[async_trait]
pub trait TenantStore: Send + Sync + fmt::Debug + 'static {
    /// Stores an install, new or repeated, unless its [`Proof`] is rejected
    /// ([`Unchanged`](super::Unchanged)); all of it in one step.
    ///
    /// - The payload's fields replace the row's. A row that was installed, or was superseded within
    ///   [`KEPT_SUPERSEDED`], keeps its former secrets beside the new one
    ///   ([`TenantRecord::previous`]) until [`TenantStore::settle`]; secrets that can't be opened
    ///   are dropped.
    /// - Other `clientKey`s installed from the same app and base URL become
    ///   [`Superseded`](super::TenantState::Superseded), and keep their secrets for that time.
    /// - A new row is enabled; a row that was already installed keeps its state.
    /// - The row is no longer in [`Trouble`](super::Trouble).
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed and the host must retry.
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError>;

    /// Marks the row uninstalled and wipes its secrets, unless the proof is rejected. No secret is
    /// opened, so a lost key does not prevent it.
    ///
    /// Returns the new state of the tenant, or `None` for one that is unknown or was already
    /// uninstalled, neither of which is an error.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError>;

    /// Drops the secrets before the current one, because the host has used the current one. Does
    /// nothing if the row is no longer at this [generation](TenantRecord::generation): then there is
    /// a newer secret, which the host has not used. Returns whether anything was dropped.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError>;

    /// Records that the host rejects, or no longer rejects, what the app signs for an installed
    /// tenant; [`Tenant::trouble`] shows it. Returns whether that has changed.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError>;

    /// Marks a tenant enabled or disabled. Returns whether there is an installed row.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError>;

    /// Finds a row in any state. `None` means that there is no such row, never that the store
    /// failed.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read, or the row's secret can't be opened.
    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError>;

    /// Lists an app's tenants in every state, ordered by `clientKey` (bytewise): the first `limit` of
    /// those after `after`. Secrets are neither opened nor returned. A tenant that exists on Connect
    /// and on Forge is listed once: as the one that is installed, or on Forge if both are.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError>;

    /// Stores what a verified call from Forge states about its installation; returns the resulting
    /// row.
    ///
    /// - An installation that is seen for the first time becomes a tenant, whose key is the
    ///   installation's id. It supersedes no other tenant, and none supersedes it.
    /// - If nothing has changed, nothing is written. A token is written if it is valid for some
    ///   minutes longer than the stored one; an older one never replaces a newer.
    /// - A call that is older than the latest one that changed something only updates the token. One
    ///   that is no newer than the end of the installation changes nothing at all: the returned row
    ///   is [`Uninstalled`](super::TenantState::Uninstalled) then.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn record_forge(&self, call: ForgeCall) -> Result<ForgeRecord, StoreError>;

    /// Finds the Forge installation with this id, in any state, or else the active one with this
    /// client key.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    async fn find_forge(
        &self,
        app_key: &str,
        name: &str,
    ) -> Result<Option<ForgeRecord>, StoreError>;

    /// Marks a Forge installation uninstalled, and erases its token. `issued_at` is when the call
    /// that reports this was made: calls made until then bring nothing back.
    ///
    /// Returns the new state of the tenant, or `None` for one that is unknown or had already ended.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn uninstall_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError>;

    /// Gives the tenant of a Forge installation the key of the Connect tenant that it continues,
    /// once and for good. The Connect tenant's own row is unchanged.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError>;

    /// Reseals every secret that is not sealed with the first of the configured keys, and returns
    /// how many there were. After that the other keys can be removed. Does nothing in a store that
    /// seals nothing.
    ///
    /// It may run concurrently with everything else: a secret that is stored meanwhile is never
    /// overwritten.
    ///
    /// # Errors
    /// [`StoreError`] names the first row that could not be opened; the others are done.
    async fn reseal(&self) -> Result<u64, StoreError>;

    /// How many rows are sealed with which key: what is left for [`TenantStore::reseal`] to do.
    /// Empty in a store that never seals.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    async fn key_usage(&self) -> Result<Vec<KeyUsage>, StoreError> {
        Ok(Vec::new())
    }

    /// Wipes the secrets of rows that were superseded at that time or before; returns how many. Also deletes
    /// expired tokens of Forge installations and expired answers of hosts. A server calls it periodically with
    /// [`KEPT_SUPERSEDED`] before now.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn wipe_superseded(&self, until: SystemTime) -> Result<u64, StoreError>;

    /// Stores the host's answer about a tenant until it expires, replacing the previous one to the same
    /// question. An install and an uninstall of the tenant drop it. If a store doesn't implement this, each
    /// process asks for itself.
    ///
    /// # Errors
    /// [`StoreError`], in which case nothing has changed.
    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError>;

    /// The answer to a question that any process has stored, if it hasn't expired.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError>;

    /// Notifications of every change to a tenant from now on, by any process. One may arrive a
    /// quarter of a second late; none is lost without the listener being told.
    fn changes(&self) -> Changes;

    /// Releases files and connections once the work in progress is done; a graceful shutdown calls
    /// it last. Does nothing by default.
    async fn close(&self) {}
}

/// Why a store failed. The host gets a 503, never a 401: a store that can't answer has not denied
/// anything.
///
/// Cheap to clone: requests that waited for one look-up share its error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// So many unknown tenants are being looked up that the store is not asked for this one: a
    /// genuine caller should retry.
    #[error("too many unknown tenants are asked for; the store was not asked for this one")]
    Busy,
    /// The database failed.
    #[error("the tenant store could not {action}")]
    Unavailable {
        /// The failed action: `find tenant "…" of app "…"`.
        action: String,
        /// The database's error.
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The row's secret is sealed with a key that is not configured.
    #[error(
        "the secret of tenant `{client_key}` of app `{app_key}` is sealed with key `{key_id}`, which is not configured: \
         add `{key_id}:<base64 of its 32 bytes>` to CONNECT_SECRET_KEYS, after the key in use"
    )]
    UnknownKey {
        /// The id of the missing key.
        key_id: String,
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The row's secret is in plain text, which the configured keys do not admit.
    #[error(
        "the secret of tenant `{client_key}` of app `{app_key}` is stored as plain text, and CONNECT_SECRET_KEYS has keys: \
         if it was stored before there were keys, add `,plain` at the end until the log says that all secrets are sealed; \
         if not, something else has written to the database: have the site reinstall the app"
    )]
    NotSealed {
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The key is configured, but does not open the row: it differs from the key that had that
    /// name, or the row was altered or moved.
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
    /// The row contains something that this version never wrote.
    #[error(
        "the row of tenant `{client_key}` of app `{app_key}` is damaged: its {field} cannot be read; \
         have the site reinstall the app, or restore the database"
    )]
    Damaged {
        /// The field.
        field: &'static str,
        /// The tenant's app.
        app_key: String,
        /// The tenant.
        client_key: String,
    },
    /// The work was abandoned halfway: the program is shutting down, or the store panicked. Whether
    /// a write happened is unknown.
    #[error(
        "the tenant store was interrupted before it could {action}: the program is shutting down, or the store failed"
    )]
    Abandoned {
        /// The abandoned action.
        action: String,
    },
}
