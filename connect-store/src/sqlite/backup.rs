//! Backing up the file while it is in use.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::SqliteStore;

impl SqliteStore {
    /// Writes a consistent copy of the whole database to a new file, while others read and write it
    /// (sqlite.org, "VACUUM INTO"). Only the owner can read the copy: it contains the tenants'
    /// secrets as the database does, sealed or plain. It is on disk when this returns.
    ///
    /// Copying the file itself would leave out what is still in the log beside it.
    ///
    /// ```
    /// use connect_store::SqliteStore;
    ///
    /// async fn nightly(store: &SqliteStore) -> Result<(), connect_store::BackupError> {
    ///     store.backup("/backup/connect.sqlite").await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`BackupError`]: a file with that name already exists, which is never touched, or the copy
    /// could not be made, and none of it is left.
    pub async fn backup(&self, to: impl AsRef<Path>) -> Result<(), BackupError> {
        Self::backup_of(self.path(), to).await
    }

    /// As [`backup`](Self::backup), for a file that need not be open here: it is left as it is,
    /// whichever release has written it.
    ///
    /// # Errors
    /// As [`backup`](Self::backup).
    pub async fn backup_of(
        from: impl AsRef<Path>,
        to: impl AsRef<Path>,
    ) -> Result<(), BackupError> {
        let (from, to) = (from.as_ref(), to.as_ref());
        create(to)?;
        let written = write_copy(from, to).await;
        if written.is_err()
            && let Err(error) = fs::remove_file(to)
        {
            tracing::warn!(file = %to.display(), %error, "half a backup could not be removed");
        }
        written
    }
}

/// Writes the copy, and flushes it to disk.
async fn write_copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let failed = |source: sqlx::Error| BackupError::Copy {
        path: to.to_owned(),
        source: Arc::new(source),
    };
    let name = to.to_str().ok_or_else(|| BackupError::Name {
        path: to.to_owned(),
    })?;
    // A separate connection: this takes time proportional to the file's size, and the store has
    // few.
    let options = SqliteConnectOptions::new()
        .filename(from)
        .create_if_missing(false);
    let mut connection = options.connect().await.map_err(failed)?;
    sqlx::query("VACUUM INTO ?1")
        .bind(name)
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    sync(to).map_err(|error| failed(sqlx::Error::Io(error)))
}

/// Creates an empty file that only its owner can read, which SQLite then fills.
fn create(path: &Path) -> Result<(), BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::Exists {
            path: path.to_owned(),
        }),
        Err(error) => Err(BackupError::Create {
            path: path.to_owned(),
            source: Arc::new(error),
        }),
    }
}

/// Syncs the file, and its entry in its folder.
fn sync(path: &Path) -> io::Result<()> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)?
        .sync_all()?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Why a backup failed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file with that name already exists.
    #[error("`{}` is there already, and a backup does not overwrite; name another file", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file can't be created.
    #[error("the backup `{}` can't be made", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: Arc<io::Error>,
    },
    /// SQLite only accepts UTF-8 names.
    #[error("the name of the backup `{}` is not UTF-8", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// The copy broke off, for instance for lack of space.
    #[error("the backup `{}` could not be written", path.display())]
    Copy {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: Arc<sqlx::Error>,
    },
}

#[cfg(test)]
mod tests {
    use connect_auth::Secret;
    use connect_model::Product;

    use super::*;
    use crate::{Install, Sealer, TenantStore as _};

    async fn install(store: &SqliteStore, client_key: &str) {
        let base_url = format!("https://{client_key}.atlassian.net");
        let secret = Secret::new("a secret").unwrap();
        let base_url = base_url.parse().unwrap();
        let install = Install::new("app", client_key, base_url, Product::Jira, secret);
        let _ = store.install(install).await.unwrap();
    }

    async fn tenants(store: &SqliteStore) -> Vec<String> {
        let rows = store.list("app", None, 1000).await.unwrap();
        let keys = rows.iter().map(|tenant| tenant.client_key().to_owned());
        keys.collect()
    }

    #[tokio::test]
    async fn a_backup_is_a_database_as_of_its_moment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("connect.sqlite");
        let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
        install(&store, "one").await;
        let copy = folder.path().join("it's a copy.sqlite");
        // The copy includes what is only in the log beside the file, and writers continue
        // meanwhile.
        let (done, ()) = tokio::join!(store.backup(&copy), install(&store, "two"));
        done.unwrap();
        install(&store, "three").await;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&copy).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let restored = SqliteStore::open(&copy, Sealer::plain()).await.unwrap();
        let found = tenants(&restored).await;
        assert!(found.contains(&"one".to_owned()), "{found:?}");
        assert!(!found.contains(&"three".to_owned()), "{found:?}");
        assert_eq!(tenants(&store).await.len(), 3);
    }

    #[tokio::test]
    async fn no_file_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("connect.sqlite");
        let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
        let copy = folder.path().join("copy.sqlite");
        fs::write(&copy, "mine").unwrap();
        let error = store.backup(&copy).await.unwrap_err();
        assert!(matches!(error, BackupError::Exists { .. }), "{error}");
        assert_eq!(fs::read_to_string(&copy).unwrap(), "mine");
        let nowhere = folder.path().join("no/such/folder.sqlite");
        let error = store.backup(nowhere).await.unwrap_err();
        assert!(matches!(error, BackupError::Create { .. }), "{error}");
    }

    #[tokio::test]
    async fn an_interrupted_copy_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("connect.sqlite");
        let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
        store.close().await;
        fs::write(&path, "no database any more").unwrap();
        let copy = folder.path().join("copy.sqlite");
        let error = store.backup(&copy).await.unwrap_err();
        assert!(matches!(error, BackupError::Copy { .. }), "{error}");
        assert!(!copy.exists());
    }
}
