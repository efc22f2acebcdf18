//! Why `dev` failed.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;

use connect_host::HostError;
use connect_model::DescriptorError;

use crate::workspace::WorkspaceError;

/// Why `dev` failed. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DevError {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error("the build failed")]
    Build { printed: String },
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
    #[error("package `{0}` does not go to Forge: write `forge = native` in app!")]
    NotOnForge(String),
    #[error("the app can't go to Forge:\n{0}")]
    OnForge(String),
    #[error("{} can't be read", path.display())]
    Emitted { path: PathBuf, source: io::Error },
    #[error("{what} can't listen on {address}: choose another address with {argument}")]
    Listen {
        what: &'static str,
        argument: &'static str,
        address: SocketAddr,
        source: io::Error,
    },
    #[error("could not start {}", program.display())]
    Start { program: PathBuf, source: io::Error },
    #[error("the app exited before it listened: {status}")]
    ExitedEarly { status: ExitStatus, printed: String },
    #[error("the app exited: {status}")]
    Exited { status: ExitStatus, printed: String },
    #[error("the app did not listen within {seconds} s")]
    NotListening { seconds: u64, printed: String },
    #[error("no port of this machine is free for the app")]
    NoPort(#[source] io::Error),
    #[error("the app's files can't be watched: run it with --once, or make room for more watches")]
    Watch(#[source] notify::Error),
    #[error("can't listen for the signals that end the program")]
    Signals(#[source] io::Error),
    #[error("could not create the folder {} for the app's files", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error("{runs} runs of this app are up already")]
    Runs { runs: usize },
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("could not send the app a request without a token")]
    Probe(#[source] reqwest::Error),
    #[error("the local host's own pages failed")]
    Serve(#[source] io::Error),
}

impl DevError {
    /// The error on one line, and its details: a program's output, or the causes.
    pub(super) fn title_and_details(&self) -> (String, String) {
        let details = match self {
            Self::Build { printed }
            | Self::ExitedEarly { printed, .. }
            | Self::Exited { printed, .. }
            | Self::NotListening { printed, .. } => printed.clone(),
            error => causes(error).map(|cause| format!("{cause}\n")).collect(),
        };
        let whole = self.to_string();
        match whole.split_once('\n') {
            Some((title, rest)) => (title.to_owned(), format!("{rest}\n{details}")),
            None => (whole, details),
        }
    }
}

/// The causes of an error, nearest first.
pub(super) fn causes(
    error: &dyn std::error::Error,
) -> impl Iterator<Item = &dyn std::error::Error> {
    std::iter::successors(error.source(), |cause| cause.source())
}
