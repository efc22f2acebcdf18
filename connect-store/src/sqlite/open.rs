//! Opening a file: from a path to two connection pools, with an error for everything that can be
//! wrong with a file.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Row as _, SqlSafeStr as _};

use super::OpenError;
use super::gate::Gate;

/// All versions of the schema, oldest first. A released one is never edited: the file remembers its
/// checksum.
const MIGRATIONS: [(i64, &str, &str); 4] = [
    (
        1,
        "tenants",
        include_str!("../../migrations/sqlite/0001_tenants.sql"),
    ),
    (
        2,
        "jobs",
        include_str!("../../migrations/sqlite/0002_jobs.sql"),
    ),
    (
        3,
        "forge",
        include_str!("../../migrations/sqlite/0003_forge.sql"),
    ),
    (
        4,
        "answers",
        include_str!("../../migrations/sqlite/0004_answers.sql"),
    ),
];

/// A file up to this size is checked completely before it is used. A larger one contains jobs, of
/// which there may be gigabytes: then only the tenants are checked, which can't be recreated.
const READ_WHOLLY: u64 = 64 << 20;

/// Look-ups are short; more connections would mostly wait for each other's disk. One of them
/// watches for changes.
const READERS: u32 = 5;

/// A thousand concurrent installs wait in line for the one writer, so that none of them is
/// rejected; below the host's own timeout.
const WRITER_WAITS: Duration = Duration::from_secs(25);
const READER_WAITS: Duration = Duration::from_secs(5);

/// How long SQLite waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) struct Opened {
    pub(super) gate: Gate,
    /// For further connections: jobs have their own.
    pub(super) options: SqliteConnectOptions,
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    pub(super) shared: SqlitePool,
}

pub(super) async fn open(path: &Path) -> Result<Opened, OpenError> {
    prepare_file(path)?;
    let gate = Gate::beside(path);
    // If several processes start on a new file, one creates its tables.
    let turn = gate.turn().await;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged install is on disk, even after a power failure.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        // Secrets wiped by an uninstall or a reseal are overwritten, not just unlinked.
        .pragma("secure_delete", "ON");
    let give_up = Instant::now() + BUSY_TIMEOUT;
    let writer = loop {
        match open_writer(path, options.clone()).await {
            // If several processes create the file at once, one switches it to a write-ahead log. A
            // process that meets that gets SQLITE_BUSY at once, because SQLite sees a deadlock where it
            // can't wait.
            Err(OpenError::Locked { .. }) if Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(fastrand::u64(5..50))).await;
            }
            opened => break opened?,
        }
    };
    let readers = pool()
        .max_connections(READERS)
        .acquire_timeout(READER_WAITS)
        .connect_lazy_with(options.clone().pragma("query_only", "ON"));
    let shared = pool()
        .max_connections(READERS)
        .acquire_timeout(READER_WAITS)
        .connect_lazy_with(options.clone());
    drop(turn);
    Ok(Opened {
        gate,
        options,
        writer,
        readers,
        shared,
    })
}

fn pool() -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// The one connection that writes, on an intact file whose tables are migrated.
async fn open_writer(path: &Path, options: SqliteConnectOptions) -> Result<SqlitePool, OpenError> {
    let writer = pool()
        .max_connections(1)
        .acquire_timeout(WRITER_WAITS)
        .connect_with(options)
        .await
        .map_err(|error| of_sqlx(path, error))?;
    let opened = async {
        check_soundness(path, &writer).await?;
        migrate(path, &writer).await
    };
    match opened.await {
        Ok(()) => Ok(writer),
        Err(error) => {
            writer.close().await;
            Err(error)
        }
    }
}

/// Detects what SQLite would not distinguish, and creates a missing file so that only its owner can
/// read it; SQLite gives the two files beside it the same permissions.
fn prepare_file(path: &Path) -> Result<(), OpenError> {
    let other = |error: io::Error| OpenError::Other {
        path: path.to_owned(),
        source: Arc::new(error),
    };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(OpenError::Folder {
                path: path.to_owned(),
            });
        }
        Ok(metadata) if metadata.permissions().readonly() => {
            return Err(OpenError::ReadOnly {
                path: path.to_owned(),
            });
        }
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(other(error)),
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(OpenError::NoFolder {
            path: path.to_owned(),
            folder: folder.to_owned(),
        });
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        // Another process of the same app was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Err(OpenError::ReadOnly {
                path: path.to_owned(),
            })
        }
        Err(error) => Err(other(error)),
    }
}

/// A damaged file is detected now, not by the first tenant whose page is gone.
async fn check_soundness(path: &Path, writer: &SqlitePool) -> Result<(), OpenError> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    let check = if size <= READ_WHOLLY {
        "PRAGMA quick_check(1)"
    } else {
        "PRAGMA quick_check(connect_tenants)"
    };
    let row = sqlx::query(check)
        .fetch_one(writer)
        .await
        .map_err(|error| of_sqlx(path, error))?;
    let verdict: String = row.try_get(0).map_err(|error| of_sqlx(path, error))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(OpenError::Corrupt {
            path: path.to_owned(),
            reason: verdict,
        })
    }
}

/// Migrates the tables: under one write lock, so that of several processes that start at once one
/// does it and the others find it done.
async fn migrate(path: &Path, writer: &SqlitePool) -> Result<(), OpenError> {
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
    // A name of our own: the file may also contain the app's tables, migrated by the app.
    migrator.dangerous_set_table_name("connect_migrations");

    let mut transaction = writer
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(|error| of_sqlx(path, error))?;
    // Not `run`: its future can't be proved `Send` when nested in others ("implementation of
    // `Acquire` is not general enough"), and then the future of opening a store could not be
    // spawned.
    migrator
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(|error| of_migration(path, error))?;
    transaction
        .commit()
        .await
        .map_err(|error| of_sqlx(path, error))
}

fn of_migration(path: &Path, error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(found) => {
            let known = MIGRATIONS
                .iter()
                .map(|(version, ..)| *version)
                .max()
                .unwrap_or(0);
            OpenError::Newer {
                path: path.to_owned(),
                found,
                known,
            }
        }
        MigrateError::VersionMismatch(version) => OpenError::Altered {
            path: path.to_owned(),
            version,
        },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            of_sqlx(path, error)
        }
        error => OpenError::Other {
            path: path.to_owned(),
            source: Arc::new(error),
        },
    }
}

pub(super) fn of_sqlx(path: &Path, error: sqlx::Error) -> OpenError {
    let path = path.to_owned();
    // SQLite's result codes (sqlite.org, "Result and Error Codes"); the low byte is the kind.
    let code = error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok());
    match code.map(|code| code & 0xff) {
        // SQLITE_BUSY, SQLITE_LOCKED
        Some(5 | 6) => OpenError::Locked { path },
        // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN: the file itself exists by now, so the
        // files beside it can't be created.
        Some(3 | 8 | 14) => OpenError::ReadOnly { path },
        // SQLITE_CORRUPT, SQLITE_NOTADB
        Some(11 | 26) => OpenError::Corrupt {
            path,
            reason: error.to_string(),
        },
        _ => OpenError::Other {
            path,
            source: Arc::new(error),
        },
    }
}
