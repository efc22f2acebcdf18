//! Tenants in a SQLite file.

mod open;
mod open_error;
mod reseal;
mod row;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::sqlite::SqlitePool;

pub use open_error::OpenError;

use super::encryption::RowKey;
use super::tenant::Tenant;
use super::{Install, Installed, Sealer, StoreError, TenantRecord, TenantStore};

/// Keeps tenants in a SQLite file: the default.
///
/// The file is made when it is missing (readable by its owner only), its tables are brought up to
/// date by themselves, and any number of installs at once wait in line for the one writer. It may
/// lie in a file that the app uses too: all its tables begin with `connect_`. Several processes
/// of one machine may share it; a network file system must not carry it (sqlite.org,
/// "Write-Ahead Logging").
///
/// ```
/// use connect_store::{Sealer, SqliteStore};
///
/// # async fn open() -> Result<(), Box<dyn std::error::Error>> {
/// let store = SqliteStore::open("connect.sqlite", Sealer::plain()).await?;
/// # Ok(())
/// # }
/// ```
pub struct SqliteStore {
    path: PathBuf,
    sealer: Sealer,
    /// One connection: writers that wait for each other here never meet SQLite's own lock.
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the file, making it if there is none, and brings its tables up to date. Without a
    /// sealing key it warns that secrets lie in the file as plain text.
    ///
    /// # Errors
    /// [`OpenError`] says what is in the way and what to do.
    pub async fn open(path: impl AsRef<Path>, sealer: Sealer) -> Result<Self, OpenError> {
        let path = path.as_ref().to_owned();
        let open::Pools { writer, readers } = open::open(&path).await?;
        let store = Self {
            path,
            sealer,
            writer,
            readers,
        };
        store.warn_of_keys().await;
        Ok(store)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is known about the keys before a tenant needs one. Rows under a key that is gone are no
    /// reason not to serve the others.
    async fn warn_of_keys(&self) {
        if self.sealer.key_id().is_none() {
            tracing::warn!(
                database = %self.path.display(),
                "tenants' secrets are stored as plain text: anyone who reads the database can act as every tenant; \
                 set CONNECT_SECRET_KEYS=<id>:<base64 of 32 random bytes>",
            );
        }
        let ids = sqlx::query(
            "SELECT DISTINCT secret_key FROM connect_tenants WHERE secret_key IS NOT NULL ORDER BY 1",
        );
        for row in ids.fetch_all(&self.writer).await.unwrap_or_default() {
            let id: String = row.try_get(0).unwrap_or_default();
            if !self.sealer.key_ids().any(|known| known == id) {
                tracing::warn!(
                    database = %self.path.display(),
                    "tenants' secrets are sealed with key `{id}`, which is not configured: those tenants get 503; \
                     add `{id}:<base64 of its 32 bytes>` to CONNECT_SECRET_KEYS, after the key in use",
                );
            }
        }
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.path)
            .field("sealer", &self.sealer)
            .finish_non_exhaustive()
    }
}

/// Turns an error of SQLite into one that names the action.
fn unavailable(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> StoreError {
    let action = action.into();
    move |error| StoreError::Unavailable {
        action,
        source: Arc::new(error),
    }
}

fn of_tenant(
    verb: &str,
    app_key: &str,
    client_key: &str,
) -> impl FnOnce(sqlx::Error) -> StoreError {
    unavailable(format!("{verb} tenant `{client_key}` of app `{app_key}`"))
}

const UPSERT: &str = "
    INSERT INTO connect_tenants (app_key, client_key, state, enabled, product, base_url, secret, secret_key,
        oauth_client_id, display_url, description, extra, installed_at, updated_at)
    VALUES (?1, ?2, 'installed', 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, unixepoch(), unixepoch())
    ON CONFLICT (app_key, client_key) DO UPDATE SET
        enabled = CASE state WHEN 'installed' THEN enabled ELSE 1 END,
        state = 'installed', product = ?3, base_url = ?4, secret = ?5, secret_key = ?6,
        oauth_client_id = ?7, display_url = ?8, description = ?9, extra = ?10,
        installed_at = CASE state WHEN 'installed' THEN installed_at ELSE unixepoch() END,
        updated_at = unixepoch()
    RETURNING enabled";

const SUPERSEDE: &str = "
    UPDATE connect_tenants
    SET state = 'superseded', enabled = 0, secret = NULL, secret_key = NULL, updated_at = unixepoch()
    WHERE app_key = ?1 AND base_url = ?2 AND client_key <> ?3 AND state = 'installed'
    RETURNING client_key";

const UNINSTALL: &str = "
    UPDATE connect_tenants
    SET state = 'uninstalled', enabled = 0, secret = NULL, secret_key = NULL, updated_at = unixepoch()
    WHERE app_key = ?1 AND client_key = ?2 AND state <> 'uninstalled'";

const SET_ENABLED: &str = "
    UPDATE connect_tenants SET enabled = ?3, updated_at = unixepoch()
    WHERE app_key = ?1 AND client_key = ?2 AND state = 'installed'";

const FIND: &str = "
    SELECT app_key, client_key, state, enabled, product, base_url, secret, secret_key,
        oauth_client_id, display_url, description, extra
    FROM connect_tenants WHERE app_key = ?1 AND client_key = ?2";

const LIST: &str = "
    SELECT app_key, client_key, state, enabled, product, base_url, oauth_client_id, display_url, description, extra
    FROM connect_tenants WHERE app_key = ?1 AND client_key > ?2 ORDER BY client_key LIMIT ?3";

#[async_trait]
impl TenantStore for SqliteStore {
    async fn install(&self, install: Install) -> Result<Installed, StoreError> {
        let tenant = Tenant::of_install(&install, true);
        let (app_key, client_key) = (tenant.app_key(), tenant.client_key());
        // Before the transaction, so that no other write waits for the encryption.
        let sealed = self.sealer.seal(
            RowKey {
                app_key,
                client_key,
            },
            &install.shared_secret,
        )?;
        let extra = serde_json::Value::Object(tenant.extra().clone()).to_string();

        let stored = async {
            let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
            let row = sqlx::query(UPSERT)
                .bind(app_key)
                .bind(client_key)
                .bind(tenant.product().name())
                .bind(tenant.base_url().as_str())
                .bind(&sealed.bytes)
                .bind(&sealed.key_id)
                .bind(tenant.oauth_client_id())
                .bind(tenant.display_url().map(url::Url::as_str))
                .bind(tenant.description())
                .bind(&extra)
                .fetch_one(&mut *transaction)
                .await?;
            let enabled: bool = row.try_get("enabled")?;
            let superseded = sqlx::query(SUPERSEDE)
                .bind(app_key)
                .bind(tenant.base_url().as_str())
                .bind(client_key)
                .fetch_all(&mut *transaction)
                .await?;
            let superseded = superseded
                .iter()
                .map(|row| row.try_get("client_key"))
                .collect::<Result<Vec<String>, _>>()?;
            transaction.commit().await?;
            Ok::<_, sqlx::Error>((enabled, superseded))
        };
        let (enabled, superseded) = stored
            .await
            .map_err(of_tenant("install", app_key, client_key))?;
        let tenant = if enabled {
            tenant
        } else {
            tenant.with(tenant.state(), false)
        };
        Ok(Installed {
            record: TenantRecord {
                tenant,
                secret: Some(install.shared_secret),
            },
            superseded,
        })
    }

    async fn uninstall(&self, app_key: &str, client_key: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(UNINSTALL)
            .bind(app_key)
            .bind(client_key)
            .execute(&self.writer)
            .await;
        Ok(done
            .map_err(of_tenant("uninstall", app_key, client_key))?
            .rows_affected()
            > 0)
    }

    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        let verb = if enabled { "enable" } else { "disable" };
        let done = sqlx::query(SET_ENABLED)
            .bind(app_key)
            .bind(client_key)
            .bind(enabled)
            .execute(&self.writer)
            .await;
        Ok(done
            .map_err(of_tenant(verb, app_key, client_key))?
            .rows_affected()
            > 0)
    }

    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError> {
        let found = sqlx::query(FIND)
            .bind(app_key)
            .bind(client_key)
            .fetch_optional(&self.readers)
            .await;
        let found = found.map_err(of_tenant("find", app_key, client_key))?;
        found
            .map(|found| row::record(&found, &self.sealer))
            .transpose()
    }

    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError> {
        let rows = sqlx::query(LIST)
            .bind(app_key)
            .bind(after.unwrap_or(""))
            .bind(limit)
            .fetch_all(&self.readers)
            .await;
        let rows = rows.map_err(unavailable(format!("list the tenants of app `{app_key}`")))?;
        rows.iter().map(row::tenant).collect()
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        reseal::reseal(&self.sealer, &self.writer).await
    }

    async fn close(&self) {
        self.readers.close().await;
        // Last, so that its closing folds the write-ahead log back into the file.
        self.writer.close().await;
    }
}
