//! Tenants and jobs in a PostgreSQL database.

mod jobs;
mod open;
mod open_error;
mod reseal;
mod transaction;
mod watch;

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use sqlx::postgres::{PgPool, PgRow, Postgres};
use sqlx::{PgConnection, Row as _, Transaction};
use tokio::sync::Semaphore;
use tokio::time::timeout;

pub use open_error::PostgresOpenError;

use self::jobs::Jobs;
use self::watch::Watch;
use super::failed::{Failed, of_tenant, unavailable};
use super::forge::{Seen, change, merged, seen, statements};
use super::host_answer::statements as host_answer;
use super::lifecycle;
use super::moment::{now, seconds};
use super::row;
use super::tenant::Tenant;
use super::transaction::Transaction as _;
use super::{
    Applied, Changes, ForgeCall, ForgeRecord, HostAnswer, Install, Installed, KeyUsage,
    PostgresUrl, Proof, Rekeyed, Sealer, StoreError, TenantRecord, TenantStore,
};

/// Stores tenants and [jobs](crate::jobs) in a PostgreSQL database that any number of processes
/// share.
///
/// The tables are created and migrated automatically, under a lock, so that ten replicas may start
/// at once. The app may use the same database: the names of all our tables start with `connect_`,
/// and they are in the first schema of the user's `search_path`. Requires PostgreSQL 13 or later.
///
/// Processes learn of each other's writes at once, through LISTEN and NOTIFY, or within half a
/// second where that doesn't get through. LISTEN and prepared statements need sessions: connect to
/// the server itself, or to a pooler in session mode.
///
/// An old secret that was replaced or wiped may stay in the server's files until they are vacuumed,
/// and in its log; seal secrets with keys that are not on that disk.
///
/// ```no_run
/// use connect_store::{PostgresStore, Sealer};
///
/// # async fn open() -> Result<(), Box<dyn std::error::Error>> {
/// let url = "postgres://votes:secret@db.example.com/votes?sslmode=verify-full".parse()?;
/// let store = PostgresStore::open(&url, Sealer::plain()).await?;
/// # Ok(())
/// # }
/// ```
pub struct PostgresStore {
    url: PostgresUrl,
    sealer: Sealer,
    pool: PgPool,
    /// Serializes installs of an app here, instead of each waiting on a connection.
    lifecycle: Semaphore,
    watch: Watch,
    jobs: Jobs,
}

/// How a [`PostgresStore`] uses its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostgresSettings {
    /// The maximum number of connections in the pool. A process takes up to five more: one to
    /// listen for changes, one to accept jobs, three for its workers. All processes together must
    /// stay below the server's `max_connections`.
    pub connections: u32,
}

impl Default for PostgresSettings {
    /// 10 connections.
    fn default() -> Self {
        Self { connections: 10 }
    }
}

/// A thousand concurrent installs wait in line, so that none of them is rejected; below the host's
/// own timeout.
const LIFECYCLE_WAITS: Duration = Duration::from_secs(25);

/// How long the server may take to respond before it counts as unavailable.
const ANSWERS_IN: Duration = Duration::from_secs(20);

impl PostgresStore {
    /// Opens the database, and migrates its tables. Without a sealing key it logs a warning that
    /// secrets are stored in plain text.
    ///
    /// # Errors
    /// [`PostgresOpenError`] states the cause and what to do.
    pub async fn open(url: &PostgresUrl, sealer: Sealer) -> Result<Self, PostgresOpenError> {
        Self::open_with(url, sealer, PostgresSettings::default()).await
    }

    /// As [`PostgresStore::open`], with other settings.
    ///
    /// # Errors
    /// [`PostgresOpenError`] states the cause and what to do.
    pub async fn open_with(
        url: &PostgresUrl,
        sealer: Sealer,
        settings: PostgresSettings,
    ) -> Result<Self, PostgresOpenError> {
        let open::Opened { pool, options } = open::open(url, settings).await?;
        let jobs = Jobs::start(&options);
        let watch = match Watch::start(&pool, &options, jobs.ears()).await {
            Ok(watch) => watch,
            Err(error) => {
                pool.close().await;
                return Err(open::of_sqlx(url, error));
            }
        };
        let store = Self {
            url: url.clone(),
            sealer,
            pool,
            lifecycle: Semaphore::new(1),
            watch,
            jobs,
        };
        store.warn_of_keys().await;
        Ok(store)
    }

    /// The URL of the database.
    pub fn url(&self) -> &PostgresUrl {
        &self.url
    }

    /// The connections, for the app's own tables in the same database. A statement that takes longer
    /// than 30 seconds is stopped, unless its transaction overrides that (`SET LOCAL
    /// statement_timeout`).
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Warns about the keys before a tenant needs one. Rows under a key that is gone are no reason
    /// not to serve the others.
    async fn warn_of_keys(&self) {
        let usage = self.key_usage().await.unwrap_or_default();
        self.sealer.warn_of_keys(&self.url, usage);
    }

    /// Begins a transaction. A connection that turns out to be dead is not a failure, because
    /// nothing has been written on it.
    async fn begin(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.pool.begin().await {
                Err(error) if tries < TRIES && is_lost(&error) => {}
                begun => return begun,
            }
        }
    }

    /// Reads, and retries on another connection if the first one turns out to be dead.
    async fn read<T, F>(&self, query: impl Fn() -> F) -> Result<T, sqlx::Error>
    where
        F: Future<Output = Result<T, sqlx::Error>>,
    {
        let mut tries = 0;
        let read = async {
            loop {
                tries += 1;
                match query().await {
                    Err(error) if tries < TRIES && is_lost(&error) => {}
                    read => return read,
                }
            }
        };
        in_time(read).await
    }

    /// Waits for a turn to make a serialized write.
    async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, sqlx::Error> {
        match timeout(LIFECYCLE_WAITS, self.lifecycle.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }
}

/// How many connections are tried: after a server restart many may be dead.
const TRIES: u32 = 12;

/// Whether the connection is lost, rather than the statement wrong.
fn is_lost(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        // admin_shutdown, crash_shutdown, idle_session_timeout
        Some(code) => matches!(code, "57P01" | "57P02" | "57P05"),
        None => matches!(error, sqlx::Error::Io(_)),
    }
}

async fn in_time<T>(asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    match timeout(ANSWERS_IN, asked).await {
        Ok(answer) => answer,
        Err(elapsed) => Err(sqlx::Error::Io(std::io::Error::new(
            std::io::ErrorKind::TimedOut,
            elapsed,
        ))),
    }
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore")
            .field("url", &self.url)
            .field("sealer", &self.sealer)
            .finish_non_exhaustive()
    }
}

/// Whether such a row can exist: the database can't store text with a NUL character.
fn may_exist(app_key: &str, client_key: &str) -> bool {
    !app_key.contains('\0') && !client_key.contains('\0')
}

const SET_ENABLED: &str = "
    UPDATE connect_tenants
    SET enabled = $3, updated_at = $4, changed = pg_current_xact_id()::text::bigint
    WHERE app_key = $1 AND client_key = $2 AND state = 'installed'";

const SET_REFUSED: &str = "
    UPDATE connect_tenants
    SET refused_at = CASE WHEN $3 THEN $4 END, updated_at = $4, changed = pg_current_xact_id()::text::bigint
    WHERE app_key = $1 AND client_key = $2 AND state = 'installed' AND (refused_at IS NOT NULL) <> $3";

const FIND: &str = "
    SELECT app_key, client_key, state, enabled, product, base_url, environment, secret, secret_key, generation,
        refused_at, oauth_client_id, display_url, description, extra,
        (SELECT installation_id FROM connect_forge_installations
            WHERE app_key = $1 AND client_key = $2 AND state = 'installed') AS moved_to
    FROM connect_tenants WHERE app_key = $1 AND client_key = $2";

const LIST: &str = "
    SELECT app_key, client_key, state, enabled, product, base_url, environment, secret_key, refused_at,
        oauth_client_id, display_url, description, extra
    FROM connect_tenants WHERE app_key = $1 AND client_key > $2 ORDER BY client_key LIMIT $3";

const KEY_USAGE: &str = "
    SELECT secret_key, COUNT(*) AS rows FROM (
        SELECT secret_key FROM connect_tenants WHERE secret IS NOT NULL
        UNION ALL SELECT token_key FROM connect_forge_installations WHERE token IS NOT NULL
    ) AS sealed GROUP BY secret_key ORDER BY 1";

const WIPE_SUPERSEDED: &str = "
    UPDATE connect_tenants SET secret = NULL, secret_key = NULL, updated_at = $2
    WHERE state = 'superseded' AND secret IS NOT NULL AND superseded_at <= $1";

impl PostgresStore {
    /// Reads a Forge installation.
    async fn installation(
        &self,
        statement: &'static str,
        app_key: &str,
        name: &str,
    ) -> Result<Option<super::forge::Row>, StoreError> {
        if !may_exist(app_key, name) {
            return Ok(None);
        }
        let pool = &self.pool;
        let found = self.read(|| {
            let find = sqlx::query(statement).bind(app_key).bind(name);
            find.fetch_optional(pool)
        });
        let found = found.await.map_err(of_tenant("find", app_key, name))?;
        found
            .map(|found| statements::read(&found, &self.sealer))
            .transpose()
    }

    /// Runs a transaction, when it is its turn: all of it, or nothing.
    async fn change<T>(
        &self,
        work: impl AsyncFnOnce(&mut PgConnection, &Sealer) -> Result<T, Failed> + Send,
    ) -> Result<T, Failed> {
        let _turn = self.turn().await?;
        let mut transaction = self.begin().await?;
        let done = work(&mut transaction, &self.sealer).await?;
        transaction.commit().await?;
        Ok(done)
    }

    /// Sets a mark on an installed tenant, and announces it. Returns whether there was one.
    async fn mark(
        &self,
        statement: &'static str,
        app_key: &str,
        client_key: &str,
        mark: bool,
    ) -> Result<bool, sqlx::Error> {
        if !may_exist(app_key, client_key) {
            return Ok(false);
        }
        let marked = async {
            let mut transaction = self.begin().await?;
            let done = sqlx::query(statement)
                .bind(app_key)
                .bind(client_key)
                .bind(mark)
                .bind(now())
                .execute(&mut *transaction)
                .await?;
            let is_marked = done.rows_affected() > 0;
            if is_marked {
                transaction.announce(app_key, client_key).await?;
            }
            transaction.commit().await?;
            Ok(is_marked)
        };
        in_time(marked).await
    }
}

#[async_trait]
impl TenantStore for PostgresStore {
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError> {
        let (app_key, client_key) = (install.app_key.clone(), install.client_key.clone());
        let written = async {
            let _turn = self.turn().await?;
            let mut transaction = self.begin().await?;
            let done = lifecycle::install(&mut *transaction, &self.sealer, install).await?;
            transaction.commit().await?;
            Ok(done)
        };
        let written: Result<_, Failed> = written.await;
        let written = written.map_err(|failed| failed.of_tenant("install", &app_key, &client_key));
        Ok(written?.into())
    }

    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError> {
        if !may_exist(app_key, client_key) {
            return Ok(Applied::Done(None));
        }
        let written = async {
            let _turn = self.turn().await?;
            let mut transaction = self.begin().await?;
            let sealer = &self.sealer;
            let done =
                lifecycle::uninstall(&mut *transaction, sealer, app_key, client_key, proof).await?;
            transaction.commit().await?;
            Ok(done)
        };
        let written: Result<_, Failed> = written.await;
        let written = written.map_err(|failed| failed.of_tenant("uninstall", app_key, client_key));
        Ok(written?.into())
    }

    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError> {
        if !may_exist(app_key, client_key) {
            return Ok(false);
        }
        let written = async {
            let mut transaction = self.begin().await?;
            let sealer = &self.sealer;
            let done =
                lifecycle::settle(&mut *transaction, sealer, app_key, client_key, generation)
                    .await?;
            transaction.commit().await?;
            Ok(done)
        };
        let written: Result<_, Failed> = written.await;
        let verb = "let go of the former secret of";
        written.map_err(|failed| failed.of_tenant(verb, app_key, client_key))
    }

    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError> {
        let marked = self.mark(SET_REFUSED, app_key, client_key, refused).await;
        marked.map_err(of_tenant("note the trouble of", app_key, client_key))
    }

    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        let verb = if enabled { "enable" } else { "disable" };
        let marked = self.mark(SET_ENABLED, app_key, client_key, enabled).await;
        marked.map_err(of_tenant(verb, app_key, client_key))
    }

    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError> {
        if !may_exist(app_key, client_key) {
            return Ok(None);
        }
        let pool = &self.pool;
        let found = self.read(|| {
            let find = sqlx::query(FIND).bind(app_key).bind(client_key);
            find.fetch_optional(pool)
        });
        let found = found
            .await
            .map_err(of_tenant("find", app_key, client_key))?;
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
        let (after, pool) = (after.unwrap_or(""), &self.pool);
        let rows = self.read(|| {
            let list = sqlx::query(LIST).bind(app_key).bind(after);
            list.bind(i64::from(limit)).fetch_all(pool)
        });
        let failed = || unavailable(format!("list the tenants of app `{app_key}`"));
        let rows = rows.await.map_err(failed())?;
        let connect = rows.iter().map(|row| row::tenant(row, &self.sealer));
        let connect = connect.collect::<Result<_, _>>()?;
        let rows = self.read(|| {
            let list = sqlx::query(statements::LIST).bind(app_key).bind(after);
            list.bind(i64::from(limit)).fetch_all(pool)
        });
        let rows = rows.await.map_err(failed())?;
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
        let written =
            self.change(async |connection, sealer| change::record(connection, sealer, &call).await);
        written
            .await
            .map_err(|failed| failed.of_tenant("record", app_key, id))
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
        if !may_exist(app_key, installation_id) {
            return Ok(None);
        }
        let written = self.change(async |connection, sealer| {
            change::uninstall(connection, sealer, app_key, installation_id, issued_at).await
        });
        written
            .await
            .map_err(|failed| failed.of_tenant("uninstall", app_key, installation_id))
    }

    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError> {
        if !may_exist(app_key, installation_id) || client_key.contains('\0') {
            return Ok(Rekeyed::Unknown);
        }
        let written = self.change(async |connection, sealer| {
            change::rekey(connection, sealer, app_key, installation_id, client_key).await
        });
        let verb = "give a Connect tenant's key to";
        written
            .await
            .map_err(|failed| failed.of_tenant(verb, app_key, installation_id))
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        reseal::reseal(&self.sealer, &self.pool).await
    }

    async fn key_usage(&self) -> Result<Vec<KeyUsage>, StoreError> {
        let failed = || unavailable("count the rows of each key");
        let pool = &self.pool;
        let rows = self.read(|| sqlx::query(KEY_USAGE).fetch_all(pool));
        let usage = |row: &PgRow| {
            Ok(KeyUsage {
                key_id: row.try_get("secret_key")?,
                rows: u64::try_from(row.try_get::<i64, _>("rows")?).unwrap_or_default(),
            })
        };
        let rows = rows.await.map_err(failed())?;
        rows.iter()
            .map(usage)
            .collect::<Result<_, _>>()
            .map_err(failed())
    }

    async fn wipe_superseded(&self, until: SystemTime) -> Result<u64, StoreError> {
        let wiped = sqlx::query(WIPE_SUPERSEDED)
            .bind(seconds(until))
            .bind(now())
            .execute(&self.pool);
        let failed = || unavailable("wipe the secrets of superseded tenants");
        let wiped = in_time(wiped).await.map_err(failed())?.rows_affected();
        let tokens = sqlx::query(statements::WIPE).bind(now());
        let tokens = in_time(tokens.execute(&self.pool)).await;
        tokens.map_err(failed())?;
        let answers = sqlx::query(host_answer::FORGET_EXPIRED).bind(now());
        let answers = in_time(answers.execute(&self.pool)).await;
        answers.map_err(failed())?;
        Ok(wiped)
    }

    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError> {
        if !answer.is_kept() || !may_exist(app_key, client_key) {
            return Ok(());
        }
        let kept = sqlx::query(host_answer::KEEP)
            .bind(app_key)
            .bind(client_key)
            .bind(question)
            .bind(answer.text)
            .bind(answer.expires_at)
            .execute(&self.pool);
        in_time(kept)
            .await
            .map_err(of_tenant("keep an answer about", app_key, client_key))?;
        Ok(())
    }

    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError> {
        if !may_exist(app_key, client_key) {
            return Ok(None);
        }
        let pool = &self.pool;
        let failed = || of_tenant("find an answer about", app_key, client_key);
        let found = self.read(|| {
            let find = sqlx::query(host_answer::FIND).bind(app_key);
            let find = find.bind(client_key).bind(question).bind(now());
            find.fetch_optional(pool)
        });
        let found = found.await.map_err(failed())?.map(|row| {
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
        self.pool.close().await;
    }
}
