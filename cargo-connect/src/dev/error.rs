//! Why `dev` failed.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;

use connect_host::HostError;
use connect_model::DescriptorError;

use crate::workspace::WorkspaceError;

/// Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DevError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error("the build failed")]
    Build,
    #[error(
        "package `{0}` has no program: it needs a src/main.rs that calls connect_runtime::serve()"
    )]
    NoProgram(String),
    #[error("package `{package}` has several programs: choose one with --bin, of {programs}")]
    WhichProgram { package: String, programs: String },
    #[error(
        "package `{package}` emitted no descriptor at {}: its build.rs must call connect_build::emit()",
        path.display()
    )]
    NoDescriptor {
        package: String,
        path: PathBuf,
        source: io::Error,
    },
    #[error("{} is not a valid descriptor", path.display())]
    Descriptor {
        path: PathBuf,
        source: DescriptorError,
    },
    #[error("can't listen on {address}: choose another with --listen")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("could not start {}", program.display())]
    Start { program: PathBuf, source: io::Error },
    #[error("the app exited before it listened: {0}")]
    ExitedEarly(ExitStatus),
    #[error("the app exited: {0}")]
    Exited(ExitStatus),
    #[error("the app did not listen within {0} s")]
    NotListening(u64),
    #[error("could not create the folder {} for the app's files", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("could not send the app a request without a token")]
    Probe(#[source] reqwest::Error),
    #[error("the local host's own pages failed")]
    Serve(#[source] io::Error),
}
