//! The database of one site: in a temporary file, or in a persistent one.
//!
//! The demo data is created once per process and product, and a new file is a copy of its image. A temporary
//! file adds no noticeable cost to a test, and a process with hundreds of sites, or with a hundred thousand
//! issues, needs memory only for the pages in use.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use connect_model::HostProduct;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteOwnedBuf, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection};
use tempfile::{NamedTempFile, TempPath};
use tokio::sync::OnceCell;

use crate::failure::Failure;
use crate::{confluence, jira, people, property};

/// How many statements a site keeps prepared, of some kilobytes each: more than a request needs.
const STATEMENTS: usize = 16;

/// How much of its file a site caches in memory: 64 KiB, in SQLite's notation. The rest is in the
/// system's cache.
const CACHE: &str = "-64";

/// The version of a file's tables, to be incremented with each change to them.
const VERSION: i64 = 3;

/// Why a site's data can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// SQLite reports an error.
    #[error("the database of the site's data failed")]
    Database(#[from] sqlx::Error),
    /// The file can't be read or written.
    #[error("the file of the site's data, {}, can't be used", .path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file was written by another version of this crate.
    #[error(
        "{} has the tables of another version of connect ({found}, not {VERSION}); remove it, and the demo data takes its place",
        .path.display()
    )]
    OtherVersion {
        /// The path of the file.
        path: PathBuf,
        /// The version of its tables.
        found: i64,
    },
    /// The system could not start a thread.
    #[error("the site's data can't be used: no thread could be started for it")]
    NoThread,
}

impl From<Failure> for DataError {
    fn from(failure: Failure) -> DataError {
        match failure {
            Failure::Database(error) => DataError::Database(error),
            Failure::Refused { messages, .. } => {
                DataError::Database(sqlx::Error::Protocol(messages.concat()))
            }
        }
    }
}

/// Where the data is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Temporary,
    File(PathBuf),
}

/// An open database.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) connection: SqliteConnection,
    /// The temporary file, removed with the connection. It comes second, since any system can remove a
    /// closed file.
    _temporary: Option<TempPath>,
}

/// A whole database, as SQLite serializes it.
pub(crate) type Image = Arc<Vec<u8>>;

pub(crate) async fn open(product: HostProduct, place: &Place) -> Result<Opened, DataError> {
    match place {
        Place::Temporary => copy(&demo(product).await?).await,
        Place::File(path) => {
            if !path.try_exists().map_err(|source| file(path, source))? {
                write(path, &demo(product).await?)?;
            }
            in_file(path).await
        }
    }
}

/// Replaces the data by an image.
pub(crate) async fn replace(
    old: Opened,
    place: &Place,
    image: &Image,
) -> Result<Opened, DataError> {
    old.connection.close().await?;
    match place {
        Place::Temporary => copy(image).await,
        Place::File(path) => {
            write(path, image)?;
            in_file(path).await
        }
    }
}

pub(crate) async fn image(connection: &mut SqliteConnection) -> Result<Image, DataError> {
    Ok(Arc::new(connection.serialize(None).await?.to_vec()))
}

/// The image of the demo data, which is created once.
pub(crate) async fn demo(product: HostProduct) -> Result<Image, DataError> {
    static JIRA: OnceCell<Image> = OnceCell::const_new();
    static CONFLUENCE: OnceCell<Image> = OnceCell::const_new();
    let made = match product {
        HostProduct::Jira => &JIRA,
        HostProduct::Confluence => &CONFLUENCE,
    };
    made.get_or_try_init(|| make(product)).await.cloned()
}

async fn make(product: HostProduct) -> Result<Image, DataError> {
    let mut connection = options().in_memory(true).connect().await?;
    let own = match product {
        HostProduct::Jira => jira::SCHEMA,
        HostProduct::Confluence => confluence::SCHEMA,
    };
    let schema = [people::SCHEMA, property::SCHEMA, own];
    let version = format!("PRAGMA user_version = {VERSION};");
    let schema = schema.concat() + &version;
    sqlx::raw_sql(AssertSqlSafe(schema))
        .execute(&mut connection)
        .await?;
    let mut transaction = connection.begin().await?;
    people::seed(&mut transaction).await?;
    match product {
        HostProduct::Jira => jira::seed(&mut transaction).await?,
        HostProduct::Confluence => confluence::seed(&mut transaction).await?,
    }
    transaction.commit().await?;
    image(&mut connection).await
}

/// A site's own copy, which is dropped with it. If no file can be created for it, it is in memory.
async fn copy(image: &Image) -> Result<Opened, DataError> {
    match temporary(image).await {
        Err(DataError::File { .. }) => in_memory(image).await,
        outcome => outcome,
    }
}

async fn in_memory(image: &Image) -> Result<Opened, DataError> {
    let mut connection = options().in_memory(true).connect().await?;
    let copy = SqliteOwnedBuf::try_from(image.as_slice())?;
    connection.deserialize(None, copy, false).await?;
    Ok(Opened {
        connection,
        _temporary: None,
    })
}

async fn temporary(image: &Image) -> Result<Opened, DataError> {
    let mut written = NamedTempFile::with_prefix("connect-").map_err(|source| DataError::File {
        path: std::env::temp_dir(),
        source,
    })?;
    let in_file = written.write_all(image);
    let path = written.into_temp_path();
    in_file.map_err(|source| file(&path, source))?;
    // Nobody else knows it, and nobody reopens it.
    let options = options()
        .filename(&path)
        .journal_mode(SqliteJournalMode::Memory)
        .locking_mode(SqliteLockingMode::Exclusive);
    let connection = options.connect().await?;
    // Where an open file can be removed, nothing remains of it, however the process ends.
    let kept = if cfg!(unix) {
        drop(path);
        None
    } else {
        Some(path)
    };
    Ok(Opened {
        connection,
        _temporary: kept,
    })
}

async fn in_file(path: &Path) -> Result<Opened, DataError> {
    let options = options().filename(path).create_if_missing(false);
    let mut connection = options.connect().await?;
    let version = sqlx::query("PRAGMA user_version");
    let found: i64 = version.fetch_one(&mut connection).await?.try_get(0)?;
    if found != VERSION {
        let path = path.to_owned();
        return Err(DataError::OtherVersion { path, found });
    }
    Ok(Opened {
        connection,
        _temporary: None,
    })
}

/// Demo data is not worth waiting for the disk. A database with a log file next to it can't be
/// serialized to an image.
fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .journal_mode(SqliteJournalMode::Truncate)
        .synchronous(SqliteSynchronous::Off)
        .statement_cache_capacity(STATEMENTS)
        .pragma("cache_size", CACHE)
}

fn write(path: &Path, image: &Image) -> Result<(), DataError> {
    fs::write(path, image.as_slice()).map_err(|source| file(path, source))
}

fn file(path: &Path, source: io::Error) -> DataError {
    DataError::File {
        path: path.to_owned(),
        source,
    }
}
