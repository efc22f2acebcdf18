//! The new folder: whole or not at all.

use std::fs;
use std::io;
use std::path::Path;

use super::error::ImportError;

/// Writes the files into a folder beside the wanted one, and renames it when all are there.
pub(super) fn write(to: &Path, files: &[(String, String)]) -> Result<(), ImportError> {
    let failed = |source: io::Error| ImportError::Write {
        path: to.to_owned(),
        source,
    };
    refuse_full(to)?;
    let parent = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let beside = tempfile::Builder::new()
        .prefix(".import-")
        .tempdir_in(parent)
        .map_err(failed)?;
    let whole = beside.path().join("package");
    for (name, content) in files {
        let path = whole.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(path, content).map_err(failed)?;
    }
    if to.is_dir() {
        // Fails when somebody filled it meanwhile.
        fs::remove_dir(to).map_err(failed)?;
    }
    fs::rename(whole, to).map_err(failed)
}

/// Nobody's files are overwritten.
pub(super) fn refuse_full(to: &Path) -> Result<(), ImportError> {
    let full = match fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    if full {
        return Err(ImportError::Exists(to.to_owned()));
    }
    Ok(())
}
