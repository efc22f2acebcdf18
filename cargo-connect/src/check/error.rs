//! Why `check` could not run.

use std::io;

use connect_host::HostError;

use crate::dev::error::DevError;
use crate::scopes::ScopesError;
use crate::workspace::WorkspaceError;

/// Why `check` could not run. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Scopes(#[from] ScopesError),
    #[error("{url} did not answer")]
    Unreachable { url: String, source: reqwest::Error },
    #[error(transparent)]
    Dev(#[from] DevError),
    #[error("the local host could not ask the app")]
    Host(#[from] HostError),
    #[error("could not make up a token")]
    Token,
    #[error("could not write the report")]
    Print(#[source] io::Error),
    #[error("interrupted")]
    Interrupted,
}
