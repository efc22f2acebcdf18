//! Tenants and jobs in a SQLite file.

mod backup;
mod gate;
mod jobs;
mod open;
mod open_error;
mod reseal;
mod transaction;
mod watch;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::sqlite::SqlitePool;
use tokio::sync::Notify;

pub use backup::BackupError;
pub use open_error::OpenError;

use self::gate::Gate;
use self::jobs::Jobs;
use self::watch::Watch;
use super::failed::{Failed, of_tenant, unavailable};
use super::forge::{Seen, change, merged, seen, statements};
use super::host_answer::statements as host_answer;
use super::lifecycle;
use super::moment::{now, seconds};
use super::row;
use super::tenant::Tenant;
use super::{
    Applied, Changes, ForgeCall, ForgeRecord, HostAnswer, Install, Installed, KeyUsage, Proof,
    Rekeyed, Sealer, StoreError, TenantRecord, TenantStore,
};

/// Stores tenants and [jobs](crate::jobs) in a SQLite file: the default.
///
/// The file is created if it is missing (readable by its owner only), its tables are migrated
/// automatically, and any number of concurrent installs wait in line for the one writer. The app
/// may use the same file: the names of all connect's tables start with `connect_`. Several
/// processes on one machine may share it; it must not be on a network file system (sqlite.org,
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
    /// A single connection: writers that wait for each other here never meet SQLite's own lock.
    writer: SqlitePool,
    readers: SqlitePool,
    /// The app's own pool; opened when it is first used.
    shared: SqlitePool,
    watch: Watch,
    gate: Gate,
    jobs: Jobs,
}

impl SqliteStore {
    /// Opens the file, creating it if necessary, and migrates its tables. Without a sealing key it
    /// logs a warning that secrets are stored in plain text.
    ///
    /// # Errors
    /// [`OpenError`] states the cause and what to do.
    pub async fn open(path: impl AsRef<Path>, sealer: Sealer) -> Result<Self, OpenError> {
        let path = path.as_ref().to_owned();
        let open::Opened {
            gate,
            options,
            writer,
            readers,
            shared,
        } = open::open(&path).await?;
        let wake = Arc::new(Notify::new());
        let started = async {
            let jobs = Jobs::start(options, gate.clone(), Arc::clone(&wake)).await?;
            Ok((Watch::start(&readers, wake).await?, jobs))
        };
        let (watch, jobs) = match started.await {
            Ok(started) => started,
            Err(error) => {
                readers.close().await;
                writer.close().await;
                return Err(open::of_sqlx(&path, error));
            }
        };
        let store = Self {
            path,
            sealer,
            writer,
            readers,
            shared,
            watch,
            gate,
            jobs,
        };
        store.warn_of_keys().await;
        Ok(store)
    }

    /// Sets the file size in bytes beyond which no more jobs are accepted
    /// ([`JobError::Full`](crate::jobs::JobError::Full)); tenants always are. The default is 8 GiB.
    #[must_use]
    pub fn most_bytes(self, bytes: u64) -> Self {
        self.jobs.set_most_bytes(bytes);
        self
    }

    /// Connections to the same file, for the app's own tables in it. SQLite has one writer at a time:
    /// start a transaction that writes with `BEGIN IMMEDIATE` and keep it short, because installs and
    /// jobs wait for it.
    pub fn pool(&self) -> &SqlitePool {
        &self.shared
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Warns about the keys before a tenant needs one. Rows under a key that is gone are no reason
    /// not to serve the others.
    async fn warn_of_keys(&self) {
        let usage = self.key_usage().await.unwrap_or_default();
        self.sealer.warn_of_keys(&self.path.display(), usage);
    }

    /// Reads a Forge installation.
    async fn installation(
        &self,
        statement: &'static str,
        app_key: &str,
        name: &str,
    ) -> Result<Option<super::forge::Row>, StoreError> {
        let found = sqlx::query(statement)
            .bind(app_key)
            .bind(name)
            .fetch_optional(&self.readers)
            .await;
        let found = found.map_err(of_tenant("find", app_key, name))?;
        found
            .map(|found| statements::read(&found, &self.sealer))
            .transpose()
    }

    /// Runs a transaction: all of it, or nothing.
    async fn write<T>(
        &self,
        verb: &str,
        app_key: &str,
        client_key: &str,
        work: impl AsyncFnOnce(&mut sqlx::SqliteConnection, &Sealer) -> Result<T, Failed> + Send,
    ) -> Result<T, StoreError> {
        let _turn = self.gate.turn().await;
        let written = async {
            let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
            let done = work(&mut transaction, &self.sealer).await?;
            transaction.commit().await?;
            Ok(done)
        };
        let written: Result<_, Failed> = written.await;
        written.map_err(|failed| failed.of_tenant(verb, app_key, client_key))
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

const SET_ENABLED: &str = "
    UPDATE connect_tenants
    SET enabled = ?3, updated_at = unixepoch(), changed = (SELECT MAX(changed) + 1 FROM connect_tenants)
    WHERE app_key = ?1 AND client_key = ?2 AND state = 'installed'";

const SET_REFUSED: &str = "
    UPDATE connect_tenants
    SET refused_at = CASE WHEN ?3 THEN ?4 END, updated_at = unixepoch(),
        changed = (SELECT MAX(changed) + 1 FROM connect_tenants)
    WHERE app_key = ?1 AND client_key = ?2 AND state = 'installed' AND (refused_at IS NOT NULL) <> ?3";

const FIND: &str = "
    SELECT app_key, client_key, state, enabled, product, base_url, environment, secret, secret_key, generation,
        refused_at, oauth_client_id, display_url, description, extra,
        (SELECT installation_id FROM connect_forge_installations
            WHERE app_key = ?1 AND client_key = ?2 AND state = 'installed') AS moved_to
    FROM connect_tenants WHERE app_key = ?1 AND client_key = ?2";

const LIST: &str = "
    SELECT app_key, client_key, state, enabled, product, base_url, environment, secret_key, refused_at,
        oauth_client_id, display_url, description, extra
    FROM connect_tenants WHERE app_key = ?1 AND client_key > ?2 ORDER BY client_key LIMIT ?3";

const KEY_USAGE: &str = "
    SELECT secret_key, COUNT(*) AS rows FROM (
        SELECT secret_key FROM connect_tenants WHERE secret IS NOT NULL
        UNION ALL SELECT token_key FROM connect_forge_installations WHERE token IS NOT NULL
    ) AS sealed GROUP BY secret_key ORDER BY 1";

const WIPE_SUPERSEDED: &str = "
    UPDATE connect_tenants SET secret = NULL, secret_key = NULL, updated_at = unixepoch()
    WHERE state = 'superseded' AND secret IS NOT NULL AND superseded_at <= ?1";

#[async_trait]
impl TenantStore for SqliteStore {
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError> {
        let (app_key, client_key) = (install.app_key.clone(), install.client_key.clone());
        let written = self.write(
            "install",
            &app_key,
            &client_key,
            async |connection, sealer| lifecycle::install(connection, sealer, install).await,
        );
        Ok(written.await?.into())
    }

    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError> {
        let written = self.write(
            "uninstall",
            app_key,
            client_key,
            async |connection, sealer| {
                lifecycle::uninstall(connection, sealer, app_key, client_key, proof).await
            },
        );
        Ok(written.await?.into())
    }

    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError> {
        let verb = "let go of the former secret of";
        let written = self.write(verb, app_key, client_key, async |connection, sealer| {
            lifecycle::settle(connection, sealer, app_key, client_key, generation).await
        });
        written.await
    }

    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError> {
        let _turn = self.gate.turn().await;
        let done = sqlx::query(SET_REFUSED)
            .bind(app_key)
            .bind(client_key)
            .bind(refused)
            .bind(now())
            .execute(&self.writer)
            .await;
        Ok(done
            .map_err(of_tenant("note the trouble of", app_key, client_key))?
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
        let _turn = self.gate.turn().await;
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
        let failed = || unavailable(format!("list the tenants of app `{app_key}`"));
        let rows = rows.map_err(failed())?;
        let connect = rows.iter().map(|row| row::tenant(row, &self.sealer));
        let connect = connect.collect::<Result<_, _>>()?;
        let rows = sqlx::query(statements::LIST)
            .bind(app_key)
            .bind(after.unwrap_or(""))
            .bind(limit)
            .fetch_all(&self.readers)
            .await;
        let rows = rows.map_err(failed())?;
        let forge = rows.iter().map(|row| statements::read(row, &self.sealer));
        let forge = forge.map(|row| Ok(row?.tenant()));
        Ok(merged(
            connect,
            forge.collect::<Result<_, StoreError>>()?,
            limit,
        ))
    }

    async fn record_forge(&self, call: ForgeCall) -> Result<ForgeRecord, StoreError> {
        let (app_key, id) = (&*call.app_key, &*call.installation.installation_id);
        // Most calls bring nothing new, and readers need not wait for each other.
        let known = self.installation(statements::BEFORE, app_key, id).await?;
        if let Seen::Known(row) = seen(known, &call) {
            return Ok(row.record());
        }
        let written = self.write("record", app_key, id, async |connection, sealer| {
            change::record(connection, sealer, &call).await
        });
        written.await
    }

    async fn find_forge(
        &self,
        app_key: &str,
        name: &str,
    ) -> Result<Option<ForgeRecord>, StoreError> {
        let found = self.installation(statements::FIND, app_key, name).await?;
        Ok(found.map(|row| row.record()))
    }

    async fn uninstall_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError> {
        let written = self.write(
            "uninstall",
            app_key,
            installation_id,
            async |connection, sealer| {
                change::uninstall(connection, sealer, app_key, installation_id, issued_at).await
            },
        );
        written.await
    }

    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError> {
        let written = self.write(
            "give a Connect tenant's key to",
            app_key,
            installation_id,
            async |connection, sealer| {
                change::rekey(connection, sealer, app_key, installation_id, client_key).await
            },
        );
        written.await
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        reseal::reseal(&self.sealer, &self.writer, &self.gate).await
    }

    async fn key_usage(&self) -> Result<Vec<KeyUsage>, StoreError> {
        let failed = || unavailable("count the rows of each key");
        let rows = sqlx::query(KEY_USAGE).fetch_all(&self.readers).await;
        let usage = |row: &sqlx::sqlite::SqliteRow| {
            Ok(KeyUsage {
                key_id: row.try_get("secret_key")?,
                rows: u64::try_from(row.try_get::<i64, _>("rows")?).unwrap_or_default(),
            })
        };
        let rows = rows.map_err(failed())?;
        rows.iter()
            .map(usage)
            .collect::<Result<_, _>>()
            .map_err(failed())
    }

    async fn wipe_superseded(&self, until: SystemTime) -> Result<u64, StoreError> {
        let _turn = self.gate.turn().await;
        let wiped = sqlx::query(WIPE_SUPERSEDED)
            .bind(seconds(until))
            .execute(&self.writer)
            .await;
        let failed = || unavailable("wipe the secrets of superseded tenants");
        let wiped = wiped.map_err(failed())?.rows_affected();
        let tokens = sqlx::query(statements::WIPE).bind(now());
        tokens.execute(&self.writer).await.map_err(failed())?;
        let answers = sqlx::query(host_answer::FORGET_EXPIRED).bind(now());
        answers.execute(&self.writer).await.map_err(failed())?;
        Ok(wiped)
    }

    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError> {
        if !answer.is_kept() {
            return Ok(());
        }
        let _turn = self.gate.turn().await;
        let kept = sqlx::query(host_answer::KEEP)
            .bind(app_key)
            .bind(client_key)
            .bind(question)
            .bind(answer.text)
            .bind(answer.expires_at)
            .execute(&self.writer)
            .await;
        kept.map_err(of_tenant("keep an answer about", app_key, client_key))?;
        Ok(())
    }

    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError> {
        let failed = || of_tenant("find an answer about", app_key, client_key);
        let found = sqlx::query(host_answer::FIND)
            .bind(app_key)
            .bind(client_key)
            .bind(question)
            .bind(now())
            .fetch_optional(&self.readers)
            .await;
        let found = found.map_err(failed())?.map(|row| {
            Ok(HostAnswer {
                text: row.try_get("answer")?,
                expires_at: row.try_get("expires_at")?,
            })
        });
        found.transpose().map_err(failed())
    }

    fn changes(&self) -> Changes {
        self.watch.changes()
    }

    async fn close(&self) {
        self.jobs.close().await;
        self.watch.stop().await;
        self.readers.close().await;
        self.shared.close().await;
        // Last, so that closing it moves the write-ahead log back into the file.
        self.writer.close().await;
    }
}
