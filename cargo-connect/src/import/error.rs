//! Why nothing was imported.

use std::io;
use std::path::PathBuf;

use connect_model::DescriptorError;

/// Each says what to do, or where to look.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    #[error("could not read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is larger than {limit} bytes: that is no app descriptor", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{}: {error}", at(path, error))]
    Descriptor {
        path: PathBuf,
        error: DescriptorError,
    },
    #[error("{} exists and is not empty: name another folder with --to", .0.display())]
    Exists(PathBuf),
    #[error("`{0}` is no package name: name one of letters, digits and `-` with --name")]
    Name(String),
    #[error("could not write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// `file:line:column`, as editors open it.
fn at(path: &std::path::Path, error: &DescriptorError) -> String {
    let (DescriptorError::NotJson { line, column, .. }
    | DescriptorError::TooDeep { line, column }
    | DescriptorError::NotAnObject { line, column, .. }) = error;
    format!("{}:{line}:{column}", path.display())
}
