//! `cargo connect dev`: from sources to opened modules on one machine, repeated at each change.

mod bridge;
pub(crate) mod build;
mod changes;
mod database;
mod descriptors;
pub(crate) mod error;
mod folder;
mod forge;
mod hosts;
mod http_probe;
mod inspector;
mod last_lines;
mod listen;
mod once;
mod pages;
mod print;
mod process;
pub(crate) mod program;
mod proxy;
mod rebuild;
mod reload;
mod report;
mod signals;
pub(crate) mod smoke_test;
mod sources;
pub(crate) mod started;
mod styled_text;

use std::path::Path;

use crate::command::Dev;
use crate::workspace::Workspace;
use build::Build;
use error::DevError;
use signals::Signals;

/// Builds, starts, installs, opens; then, unless `--once` is given, keeps running for a browser and follows
/// the sources.
///
/// Returns whether every request of a run with `--once` ended as it should.
pub(crate) async fn run(options: &Dev) -> Result<bool, DevError> {
    let workspace = Workspace::of(Path::new("."))?;
    let build = Build {
        package: workspace.choose(options.package.as_deref())?,
        workspace: &workspace,
        options,
    };
    // Whatever was started is ended in any case.
    let mut signals = Signals::take().map_err(DevError::Signals)?;
    if options.once {
        return tokio::select! {
            outcome = once::run(&build) => outcome,
            () = signals.next() => Ok(false),
        };
    }
    rebuild::run(&build, &mut signals).await.map(|()| true)
}
