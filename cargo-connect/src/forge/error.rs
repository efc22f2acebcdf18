//! Why `forge` failed.

use std::io;
use std::path::PathBuf;

use crate::scopes::ScopesError;
use crate::workspace::WorkspaceError;

/// Why `forge` failed. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ForgeError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Build(#[from] ScopesError),
    #[error("could not read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error(
        "there is no {}: an app that goes to Forge says so; write `forge = native` in app!",
        .0.display()
    )]
    NoManifest(PathBuf),
    #[error("{} is not YAML", path.display())]
    Manifest {
        path: PathBuf,
        source: Box<serde_saphyr::Error>,
    },
    #[error(
        "{} was written by a version of connect-build that this cargo-connect does not match: \
         use the same version of both",
        path.display()
    )]
    Gaps {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("could not write the report")]
    Print(#[source] io::Error),
    #[error("could not run node, which --validate needs: is it on the path?")]
    Node(#[source] io::Error),
    #[error(
        "Forge's validator is not there; install it beside the manifest or above it: \
         npm install --no-save @forge/manifest tslib"
    )]
    NoValidator,
    #[error("Forge's validator failed: {0}")]
    Validator(String),
}
