//! Where the app keeps its files from one start to the next.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::error::DevError;

/// How many runs of one app can exist at once.
const RUNS: usize = 100;

/// A folder that belongs to one run for as long as it lasts.
///
/// A concurrent run gets another folder, and its site another name: with a common database, each
/// installation would replace the shared secret of the other run's tenant, whose pages would then be
/// refused.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    number: usize,
    /// Held until this is dropped, or until the process ends in any way.
    _lock: File,
}

impl Folder {
    /// The first folder among the artifacts that no other run has locked.
    pub(super) fn take(artifacts: &Path) -> Result<Self, DevError> {
        for number in 1..=RUNS {
            let path = artifacts.join(numbered("dev", number));
            let failed = |source| DevError::Folder {
                folder: path.clone(),
                source,
            };
            std::fs::create_dir_all(&path).map_err(failed)?;
            let lock = File::create(path.join("lock")).map_err(failed)?;
            match lock.try_lock() {
                Ok(()) => {
                    return Ok(Self {
                        path,
                        number,
                        _lock: lock,
                    });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        Err(DevError::Runs { runs: RUNS })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the site in which this run installs the package's app.
    pub(super) fn site(&self, package: &str) -> String {
        numbered(package, self.number)
    }
}

/// The name with its number; the first has none.
fn numbered(name: &str, number: usize) -> String {
    match number {
        1 => name.to_owned(),
        more => format!("{name}-{more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_at_once_have_folders_and_sites_of_their_own() {
        let artifacts = tempfile::tempdir().unwrap();
        let first = Folder::take(artifacts.path()).unwrap();
        let second = Folder::take(artifacts.path()).unwrap();
        assert_eq!(first.path(), artifacts.path().join("dev"));
        assert_eq!(second.path(), artifacts.path().join("dev-2"));
        assert_eq!(
            (first.site("app"), second.site("app")),
            ("app".to_owned(), "app-2".to_owned())
        );
        // A folder that was released is reused, with its database.
        drop(first);
        let third = Folder::take(artifacts.path()).unwrap();
        assert_eq!(third.path(), artifacts.path().join("dev"));
    }
}
