//! What every store of tenants can do.

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

/// For how long a superseded tenant's secrets are kept: so long a site that was taken for another
/// one's successor can come back as it was.
pub const KEPT_SUPERSEDED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Everything that an app keeps, in one database: its tenants and its jobs.
pub trait Store: TenantStore + JobStore {}

impl<S: TenantStore + JobStore + ?Sized> Store for S {}

/// Keeps tenants: who has installed which app, and with what secret.
///
/// Rows are keyed by (app key, `clientKey`), are kept after an uninstall, and each method is one
/// atomic step: it happens wholly or the old row stays. [`conformance`](super::conformance) holds
/// the tests that every implementation must pass.
#[async_trait]
pub trait TenantStore: Send + Sync + fmt::Debug + 'static {
    /// Stores an install, new or again, unless its [`Proof`] says why not
    /// ([`Unchanged`](super::Unchanged)); all of it in one step.
    ///
    /// - The payload's fields replace the row's. A row that was installed, or was superseded within
    ///   [`KEPT_SUPERSEDED`], keeps its former secrets beside the new one
    ///   ([`TenantRecord::previous`]) until [`TenantStore::settle`]; secrets that can't be opened
    ///   are let go.
    /// - Other `clientKey`s installed from the same app and base URL become
    ///   [`Superseded`](super::TenantState::Superseded), and keep their secrets for that time.
    /// - A new row is enabled; a row that was installed already keeps its mark.
    /// - The row is no longer in [`Trouble`](super::Trouble).
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then, and the host must try again.
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError>;

    /// Marks the row uninstalled and wipes its secrets, unless the proof says why not. No secret is
    /// opened, so a lost key does not prevent it.
    ///
    /// Returns the tenant as it is then, or `None` for an unknown tenant and for one that was
    /// uninstalled before, both of which are fine.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError>;

    /// Lets go of the secrets before the current one, because the host has used the current one. Does
    /// nothing when the row is no longer at this [generation](TenantRecord::generation): then there
    /// is a newer secret, which the host has not used. Tells whether anything was let go.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError>;

    /// Notes that the host refuses, or no longer refuses, what the app signs for an installed
    /// tenant; [`Tenant::trouble`] shows it. Tells whether that is news.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError>;

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
    /// first `limit` of those after `after`. Secrets are neither opened nor returned. A tenant that is
    /// there over Connect and over Forge is listed once: as it is installed, and on Forge if it is on
    /// both.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell.
    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError>;

    /// Keeps what a verified call of Forge says of its installation; returns the row as it is then.
    ///
    /// - An installation that is seen for the first time is a tenant from then on, whose key is the
    ///   installation's id. It supersedes no other tenant, and none supersedes it.
    /// - Where nothing has changed, nothing is written. A token is worth a write when it is good for
    ///   some minutes longer than the one that is kept; an older one never takes the place of a newer.
    /// - A call that is older than the latest that changed something changes nothing but the token.
    ///   One that is no younger than the end of the installation changes nothing at all: the row that
    ///   is returned is [`Uninstalled`](super::TenantState::Uninstalled) then.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn record_forge(&self, call: ForgeCall) -> Result<ForgeRecord, StoreError>;

    /// Finds the installation on Forge of this id, in whatever state it is, or else the one that is
    /// installed and has this client key.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell.
    async fn find_forge(
        &self,
        app_key: &str,
        name: &str,
    ) -> Result<Option<ForgeRecord>, StoreError>;

    /// Marks an installation on Forge uninstalled, and erases its token. `issued_at` is when the call
    /// was made that says so: calls that were made until then bring nothing back.
    ///
    /// Returns the tenant as it is then, or `None` for one that is unknown or had ended before.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn uninstall_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError>;

    /// Gives the tenant of an installation on Forge the key of the Connect tenant whose history it
    /// goes on with, once and for good. The Connect tenant's own row stays as it is.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError>;

    /// Seals every secret that is not sealed with the first of the configured keys with that
    /// key, and tells how many that were. After it the other keys can be dropped. Does nothing
    /// in a store that seals nothing.
    ///
    /// It may run beside everything else: a secret that is stored meanwhile is never overwritten.
    ///
    /// # Errors
    /// [`StoreError`] names the first row that could not be opened; the others are done.
    async fn reseal(&self) -> Result<u64, StoreError>;

    /// How many rows are sealed with which key: what is left for [`TenantStore::reseal`] to do.
    /// Empty in a store that never seals.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell.
    async fn key_usage(&self) -> Result<Vec<KeyUsage>, StoreError> {
        Ok(Vec::new())
    }

    /// Wipes the secrets of rows that were superseded at that time or before; tells how many. Tokens
    /// of installations on Forge and answers of hosts go once they have ended. A server calls it now and then with
    /// [`KEPT_SUPERSEDED`] before now.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn wipe_superseded(&self, until: SystemTime) -> Result<u64, StoreError>;

    /// Keeps what the host has answered about a tenant until it is no longer good, in place of what was kept
    /// for the same question. An install and an uninstall of the tenant drop it. A store that does
    /// not keep it makes each process ask for itself.
    ///
    /// # Errors
    /// [`StoreError`]: nothing has changed then.
    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError>;

    /// What any process has kept for a question, if it is still good.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell.
    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError>;

    /// Word of every change to a tenant from now on, whichever process makes it. It may come a
    /// quarter of a second late; it is not lost, unless the listener learns that some was.
    fn changes(&self) -> Changes;

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
    /// So many unknown tenants are looked up that the store is not asked for this one:
    /// a genuine caller is to try again.
    #[error("too many unknown tenants are asked for; the store was not asked for this one")]
    Busy,
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
    /// The row's secret is in plain text, and the configured keys do not admit that.
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
