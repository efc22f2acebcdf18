//! Why `scopes` failed.

use std::io;
use std::path::PathBuf;

use connect_model::DescriptorError;
use connect_model::assemble::Fault;

use crate::workspace::WorkspaceError;

/// Why `scopes` failed. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScopesError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error("`cargo check` failed for package `{0}`")]
    Check(String),
    #[error("package `{0}` emitted no descriptor: its build.rs must call connect_build::emit()")]
    NotAnApp(String),
    #[error("could not read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error(
        "{} was written by a version of connect-build that this cargo-connect does not match: \
         use the same version of both",
        path.display()
    )]
    Emitted {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("package `{package}` is not consistent: {}", faults.first().map_or("", |fault| &fault.message))]
    Faults { package: String, faults: Vec<Fault> },
    #[error("{} is not a valid descriptor", path.display())]
    Descriptor {
        path: PathBuf,
        source: DescriptorError,
    },
    #[error("{} asks for `{scope}`, which is not a scope of Jira or Confluence", path.display())]
    Scope { path: PathBuf, scope: String },
    #[error("could not write the report")]
    Print(#[source] io::Error),

    #[error("could not run git, which --diff needs: is it on the path?")]
    Git(#[source] io::Error),
    #[error("{} is not in a git repository, so --diff has nothing to compare with", .0.display())]
    NoRepository(PathBuf),
    #[error("no revision `{0}` in this repository; if the clone is shallow, fetch it first")]
    UnknownRevision(String),
    #[error("could not check out `{revision}`: {stderr}")]
    Checkout { revision: String, stderr: String },
    #[error("another comparison of package `{0}` is in progress")]
    Busy(String),
    #[error("could not create a folder for the comparison")]
    Folder(#[source] io::Error),
    #[error("`{revision}` has no {}", manifest.display())]
    NoManifest { revision: String, manifest: PathBuf },
    #[error("`{revision}` has no package `{package}`; it has {names}")]
    NoPackage {
        revision: String,
        package: String,
        names: String,
    },
    #[error("could not determine what `{revision}` asked for")]
    AtRevision {
        revision: String,
        source: Box<ScopesError>,
    },
    #[error("interrupted")]
    Interrupted,
}
