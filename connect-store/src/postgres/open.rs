//! Opening a database: from a URL to a connection pool, with an error for everything that can be
//! wrong with a server.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _, SqlSafeStr as _};
use tokio::time::{Instant, sleep, timeout};

use super::open_error::OLDEST;
use super::{PostgresOpenError, PostgresSettings};
use crate::PostgresUrl;

/// All versions of the schema, oldest first. A released one is never edited: the database remembers
/// its checksum.
const MIGRATIONS: [(i64, &str, &str); 4] = [
    (
        1,
        "tenants",
        include_str!("../../migrations/postgres/0001_tenants.sql"),
    ),
    (
        2,
        "jobs",
        include_str!("../../migrations/postgres/0002_jobs.sql"),
    ),
    (
        3,
        "forge",
        include_str!("../../migrations/postgres/0003_forge.sql"),
    ),
    (
        4,
        "answers",
        include_str!("../../migrations/postgres/0004_answers.sql"),
    ),
];

/// The lock for processes that start at once: one migrates the tables, the others find it done. A
/// random number, so that it clashes with no lock of the app's own.
const MIGRATING: i64 = 0x0c9e_4d1b_5a27_f36b;

/// How long migrations may take, including the wait for another process.
const MIGRATION_TAKES: Duration = Duration::from_secs(60);

/// How long a server that has just been started may take to accept connections.
const STARTS_IN: Duration = Duration::from_secs(10);

const CONNECTS_IN: Duration = Duration::from_secs(10);

/// A connection that has been idle for this long may be dead unnoticed.
const RESTED: Duration = Duration::from_secs(1);

/// The settings of every connection. No statement of a request takes longer than the request may,
/// and a hanging process blocks others no longer than that. An acknowledged write is on disk,
/// regardless of the server's default.
const SESSION: &str = "SET statement_timeout = '30s'; SET lock_timeout = '20s'; \
    SET idle_in_transaction_session_timeout = '30s'; \
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')";

pub(super) struct Opened {
    pub(super) pool: PgPool,
    pub(super) options: PgConnectOptions,
}

pub(super) async fn open(
    url: &PostgresUrl,
    settings: PostgresSettings,
) -> Result<Opened, PostgresOpenError> {
    let mut options =
        PgConnectOptions::from_str(url.secret()).map_err(|error| of_sqlx(url, error))?;
    if options.get_application_name().is_none() {
        options = options.application_name("connect");
    }
    let mut connection = first_connection(url, &options).await?;
    let prepared = async {
        check_server(url, &mut connection).await?;
        migrate(url, &mut connection).await
    };
    let prepared = timeout(MIGRATION_TAKES, prepared).await;
    // Releases whatever it holds.
    drop(connection.close().await);
    prepared.map_err(|_| PostgresOpenError::Locked {
        database: url.to_string(),
    })??;

    let pool = PgPoolOptions::new()
        .max_connections(settings.connections.max(1))
        .acquire_timeout(CONNECTS_IN)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|connection, _| {
            Box::pin(async move { sqlx::raw_sql(SESSION).execute(connection).await.map(drop) })
        })
        .connect_lazy_with(options.clone());
    Ok(Opened { pool, options })
}

/// Waits for a server that is about to accept connections, and for no other.
async fn first_connection(
    url: &PostgresUrl,
    options: &PgConnectOptions,
) -> Result<PgConnection, PostgresOpenError> {
    let give_up = Instant::now() + STARTS_IN;
    loop {
        let connected = timeout(CONNECTS_IN, options.connect()).await;
        let connected = connected.unwrap_or_else(|elapsed| {
            Err(sqlx::Error::Io(std::io::Error::new(
                std::io::ErrorKind::TimedOut,
                elapsed,
            )))
        });
        match connected {
            Ok(connection) => return Ok(connection),
            Err(error) => {
                let starts = matches!(code(&error).as_deref(), Some(STARTS_UP | TOO_MANY));
                if !starts || Instant::now() >= give_up {
                    return Err(of_sqlx(url, error));
                }
                sleep(Duration::from_millis(fastrand::u64(100..300))).await;
            }
        }
    }
}

/// Checks for what would otherwise fail later, without a clear error.
async fn check_server(
    url: &PostgresUrl,
    connection: &mut PgConnection,
) -> Result<(), PostgresOpenError> {
    let row = sqlx::query(
        "SELECT current_setting('server_version_num')::int / 10000 AS version,
            current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS is_standby",
    );
    let read = async {
        let row = row.fetch_one(connection).await?;
        let (version, encoding) = (row.try_get("version")?, row.try_get("encoding")?);
        Ok((version, encoding, row.try_get("is_standby")?))
    };
    let (version, encoding, is_standby): (i32, String, bool) =
        read.await.map_err(|error| of_sqlx(url, error))?;
    let database = url.to_string();
    if version < OLDEST {
        return Err(PostgresOpenError::TooOld { database, version });
    }
    if encoding != "UTF8" {
        return Err(PostgresOpenError::Encoding { database, encoding });
    }
    if is_standby {
        return Err(PostgresOpenError::ReadOnly { database });
    }
    Ok(())
}

/// Migrates the tables: one transaction under one lock, so that of several processes that start at
/// once one does it and the others find it done.
async fn migrate(
    url: &PostgresUrl,
    connection: &mut PgConnection,
) -> Result<(), PostgresOpenError> {
    let migrations = MIGRATIONS.map(|(version, name, sql)| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    let mut migrator = Migrator::with_migrations(migrations.into());
    // A name of our own: the database may also contain the app's tables, migrated by the app.
    migrator.dangerous_set_table_name("connect_migrations");
    // Its lock is shared by every program that uses the same library, and outlives a transaction.
    migrator.set_locking(false);

    let failed = |error| of_sqlx(url, error);
    let mut transaction = connection.begin().await.map_err(failed)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(MIGRATING)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    // Not `run`: its future can't be proved `Send` when nested in others ("implementation of
    // `Acquire` is not general enough"), and then the future of opening a store could not be
    // spawned.
    migrator
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(|error| of_migration(url, error))?;
    transaction.commit().await.map_err(failed)
}

fn of_migration(url: &PostgresUrl, error: MigrateError) -> PostgresOpenError {
    let database = url.to_string();
    match error {
        MigrateError::VersionMissing(found) => {
            let known = MIGRATIONS.iter().map(|(version, ..)| *version).max();
            PostgresOpenError::Newer {
                database,
                found,
                known: known.unwrap_or(0),
            }
        }
        MigrateError::VersionMismatch(version) => PostgresOpenError::Altered { database, version },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            of_sqlx(url, error)
        }
        error => PostgresOpenError::Other {
            database,
            source: Arc::new(error),
        },
    }
}

// PostgreSQL, "Appendix A. PostgreSQL Error Codes".
const STARTS_UP: &str = "57P03";
const TOO_MANY: &str = "53300";

fn code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}

pub(super) fn of_sqlx(url: &PostgresUrl, error: sqlx::Error) -> PostgresOpenError {
    let database = url.to_string();
    let reason = error
        .as_database_error()
        .map(|error| error.message().to_owned())
        .unwrap_or_default();
    match code(&error).as_deref() {
        // invalid_authorization_specification, invalid_password
        Some("28000" | "28P01") => PostgresOpenError::Refused { database, reason },
        // invalid_catalog_name
        Some("3D000") => PostgresOpenError::Missing { database },
        // insufficient_privilege; no schema to create tables in
        Some("42501" | "3F000") => PostgresOpenError::NoRights { database, reason },
        // read_only_sql_transaction
        Some("25006") => PostgresOpenError::ReadOnly { database },
        Some(TOO_MANY) => PostgresOpenError::Full { database },
        // lock_not_available, query_canceled
        Some("55P03" | "57014") => PostgresOpenError::Locked { database },
        Some(STARTS_UP) => PostgresOpenError::Unreachable {
            database,
            source: Arc::new(error),
        },
        _ => {
            let source = Arc::new(error);
            match &*source {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => {
                    PostgresOpenError::Unreachable { database, source }
                }
                sqlx::Error::Tls(_) => PostgresOpenError::Tls { database, source },
                _ => PostgresOpenError::Other { database, source },
            }
        }
    }
}
