//! Running git.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::error::ScopesError;

/// The top-level folder of the repository that contains a folder.
pub(super) async fn repository(folder: &Path) -> Result<PathBuf, ScopesError> {
    let printed = query(folder, ["rev-parse", "--show-toplevel"]).await?;
    printed
        .map(PathBuf::from)
        .ok_or_else(|| ScopesError::NoRepository(folder.to_owned()))
}

/// The commit that a revision refers to.
pub(super) async fn commit(repository: &Path, revision: &str) -> Result<String, ScopesError> {
    let wanted = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
    let printed = query(repository, arguments.into_iter().chain([wanted.as_str()])).await?;
    printed.ok_or_else(|| ScopesError::UnknownRevision(revision.to_owned()))
}

/// The output of git; `None` if it fails.
async fn query<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<Option<String>, ScopesError> {
    let output = git(folder)
        .args(arguments)
        .output()
        .await
        .map_err(ScopesError::Git)?;
    let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((output.status.success() && !printed.is_empty()).then_some(printed))
}

/// A git command to be run in a folder.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    clear_repository(command.as_std_mut());
    command.arg("-C").arg(folder).kill_on_drop(true);
    command
}

/// Removes what a git hook sets for its children, so that git finds the repository by the folder.
pub(super) fn clear_repository(command: &mut std::process::Command) {
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(OsStr::new(name));
    }
}
