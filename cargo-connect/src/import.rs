//! `cargo connect import`: an existing descriptor as a package of handlers to fill in.

use std::path::PathBuf;

use connect_import::{Options, Source, SourceError, WriteError};

use crate::command::Import;

/// Why nothing was imported. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("`{0}` is not a package name: name one of letters, digits and `-` with --name")]
    PackageName(String),
    #[error(transparent)]
    Import(connect_import::ImportError),
    #[error("{} exists and is not empty: name another folder with --to", .0.display())]
    Exists(PathBuf),
    #[error(transparent)]
    Write(WriteError),
}

/// Imports, and prints what was not preserved.
pub(crate) fn run(arguments: &Import) -> Result<(), ImportError> {
    let source = Source::read(&arguments.descriptor)?;
    let options = Options {
        name: arguments.name.clone(),
        checkout: arguments.path.clone(),
    };
    let import = connect_import::import(&source, &options).map_err(|error| match error {
        connect_import::ImportError::PackageName(name) => ImportError::PackageName(name),
        other => ImportError::Import(other),
    })?;
    let folder = match &arguments.to {
        Some(folder) => folder.clone(),
        None => PathBuf::from(&import.name),
    };
    import.files.write(&folder).map_err(|error| match error {
        WriteError::Exists(folder) => ImportError::Exists(folder),
        other => ImportError::Write(other),
    })?;
    let file = arguments.descriptor.display();
    for one in &import.diagnostics {
        println!("{file}:{}: {}", one.line, one.message);
    }
    println!("wrote {}", folder.display());
    Ok(())
}
