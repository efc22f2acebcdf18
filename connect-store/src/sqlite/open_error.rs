//! Errors of opening a database file.

use std::path::PathBuf;
use std::sync::Arc;

/// Why a SQLite file could not be opened, and what to do. Nothing in the file has changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The path is a folder.
    #[error("{} is a folder; name a file in it: CONNECT_DATABASE_URL=sqlite://{}", path.display(), path.join("connect.sqlite").display())]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// The file's folder doesn't exist.
    #[error("{} cannot be made, because its folder {} is not there; make the folder, or set CONNECT_DATABASE_URL to a file elsewhere", path.display(), folder.display())]
    NoFolder {
        /// The path.
        path: PathBuf,
        /// The missing folder.
        folder: PathBuf,
    },
    /// The file, or its folder, can't be written.
    #[error("{} cannot be written; let the app's user write the file and its folder (SQLite keeps two more files beside it), or set CONNECT_DATABASE_URL to a file elsewhere", path.display())]
    ReadOnly {
        /// The path.
        path: PathBuf,
    },
    /// The file is not a SQLite database, or is damaged.
    #[error("{} is not a sound SQLite database ({reason}); restore it from a backup, or move it away and have each site reinstall the app", path.display())]
    Corrupt {
        /// The path.
        path: PathBuf,
        /// SQLite's error.
        reason: String,
    },
    /// A later version of the app has migrated the file.
    #[error("{} was written by a newer version (its schema is {found}, this version knows {known}); run that version, or set CONNECT_DATABASE_URL to a file of its own", path.display())]
    Newer {
        /// The path.
        path: PathBuf,
        /// The schema's version in the file.
        found: i64,
        /// The latest version that this program knows.
        known: i64,
    },
    /// The tables come from another build that gave its schema the same version.
    #[error("{} holds tables of another build (its schema {version} has the same number as this version's and differs); set CONNECT_DATABASE_URL to a file of its own", path.display())]
    Altered {
        /// The path.
        path: PathBuf,
        /// The version that differs.
        version: i64,
    },
    /// Another process has locked the file.
    #[error("{} is locked by another process; stop the other one, or set CONNECT_DATABASE_URL to a file elsewhere", path.display())]
    Locked {
        /// The path.
        path: PathBuf,
    },
    /// Any other error.
    #[error("{} can't be opened", path.display())]
    Other {
        /// The path.
        path: PathBuf,
        /// SQLite's error.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
}
