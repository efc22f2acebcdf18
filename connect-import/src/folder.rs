//! The new folder: whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::ImportError;

/// A folder beside the wanted one, which takes its place when everything is there.
#[derive(Debug)]
pub(super) struct Folder {
    beside: TempDir,
    to: PathBuf,
}

/// Begins a new folder.
///
/// # Errors
/// The wanted one holds something, or nothing can be written beside it.
pub(super) fn begin(to: &Path) -> Result<Folder, ImportError> {
    refuse_full(to)?;
    let parent = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let beside = tempfile::Builder::new()
        .prefix(".import-")
        .tempdir_in(parent)
        .map_err(|source| failed(to, source))?;
    Ok(Folder {
        beside,
        to: to.to_owned(),
    })
}

impl Folder {
    /// Where the files are until it is finished.
    pub(super) fn path(&self) -> PathBuf {
        self.beside.path().join("package")
    }

    pub(super) fn write(&self, files: &[(String, String)]) -> Result<(), ImportError> {
        for (name, content) in files {
            let path = self.path().join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|source| failed(&self.to, source))?;
            }
            fs::write(path, content).map_err(|source| failed(&self.to, source))?;
        }
        Ok(())
    }

    /// Puts it in its place.
    pub(super) fn finish(self) -> Result<(), ImportError> {
        if self.to.is_dir() {
            // Fails when somebody filled it meanwhile.
            fs::remove_dir(&self.to).map_err(|source| failed(&self.to, source))?;
        }
        fs::rename(self.path(), &self.to).map_err(|source| failed(&self.to, source))
    }
}

fn failed(to: &Path, source: io::Error) -> ImportError {
    ImportError::Write {
        path: to.to_owned(),
        source,
    }
}

/// Nobody's files are overwritten.
fn refuse_full(to: &Path) -> Result<(), ImportError> {
    let full = match fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    if full {
        return Err(ImportError::Exists(to.to_owned()));
    }
    Ok(())
}
