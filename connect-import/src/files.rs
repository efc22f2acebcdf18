//! The files of the new package, written atomically.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files of a package, by their paths relative to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

/// Why a package could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The folder is not empty, or the path is that of a file.
    #[error("{} exists and is not empty", .0.display())]
    Exists(PathBuf),
    /// The file system reports an error.
    #[error("could not write {}", path.display())]
    Io {
        /// The folder of the package.
        path: PathBuf,
        /// The file system's error.
        source: io::Error,
    },
}

impl Files {
    pub(crate) fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// Iterates over the files: the path relative to the package, and the content.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Writes the package to a folder, which must be new or empty: all of it or nothing.
    ///
    /// # Errors
    /// The folder is not empty, or the file system reports an error.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let failed = |source| WriteError::Io {
            path: folder.to_owned(),
            source,
        };
        refuse_full(folder)?;
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let beside = tempfile::Builder::new()
            .prefix(".import-")
            .tempdir_in(parent)
            .map_err(failed)?;
        // A folder inside it, since only its owner can use the one that `tempdir` creates.
        let package = beside.path().join("package");
        self.write_into(&package).map_err(failed)?;
        replace_empty(&package, folder).map_err(failed)
    }

    pub(crate) fn write_into(&self, folder: &Path) -> io::Result<()> {
        for (path, text) in self.iter() {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, text)?;
        }
        Ok(())
    }
}

/// Moves a folder to a path where there is nothing or an empty folder.
fn replace_empty(from: &Path, to: &Path) -> io::Result<()> {
    if to.is_dir() {
        // Fails if something was written to it meanwhile.
        fs::remove_dir(to)?;
    }
    fs::rename(from, to)
}

fn refuse_full(folder: &Path) -> Result<(), WriteError> {
    let is_full = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    if is_full {
        return Err(WriteError::Exists(folder.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_folder_is_not_touched() {
        let files = Files::new([("src/main.rs".to_owned(), String::new())]);
        let folder = tempfile::tempdir().unwrap();
        let full = folder.path().join("full");
        fs::create_dir(&full).unwrap();
        fs::write(full.join("mine"), "mine").unwrap();
        assert!(matches!(files.write(&full), Err(WriteError::Exists(_))));
        assert_eq!(fs::read_to_string(full.join("mine")).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_was_filled_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
        fs::create_dir(&ours).unwrap();
        fs::create_dir(&theirs).unwrap();
        fs::write(theirs.join("file"), "").unwrap();
        assert!(replace_empty(&ours, &theirs).is_err());
        assert_eq!(fs::read_dir(&theirs).unwrap().count(), 1);
    }

    #[test]
    fn a_new_folder_has_nothing_beside_it() {
        let files = Files::new([("src/main.rs".to_owned(), String::new())]);
        let folder = tempfile::tempdir().unwrap();
        files.write(&folder.path().join("fresh")).unwrap();
        assert!(folder.path().join("fresh/src/main.rs").is_file());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
