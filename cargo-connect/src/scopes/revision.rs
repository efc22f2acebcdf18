//! The app as it was at another revision, built in a worktree of its own.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use connect_model::ScopeSet;
use connect_model::reasons::Reasons;
use tempfile::TempDir;
use tokio::process::Command;

use super::check;
use super::error::ScopesError;
use crate::workspace::{Package, Workspace, cargo, list};

/// What an app asked for, and why.
#[derive(Debug)]
pub(super) struct Then {
    /// The revision as it was named.
    pub(super) revision: String,
    /// The commit that it is.
    pub(super) commit: String,
    /// The scopes of its descriptor.
    pub(super) scopes: ScopeSet,
    /// The places that needed them, if its version of the framework says them in our words.
    pub(super) reasons: Option<Reasons>,
}

/// Builds the package at a revision of the repository that holds it.
pub(super) async fn at(
    revision: &str,
    workspace: &Workspace,
    package: &Package,
) -> Result<Then, ScopesError> {
    let repository = repository(&workspace.workspace_root).await?;
    let commit = commit(&repository, revision).await?;
    let worktree = Worktree::add(&repository, revision, &commit).await?;
    let then = Past {
        revision,
        worktree: &worktree,
        now: workspace,
    };
    let (scopes, reasons) = then.build(&repository, &package.name).await?;
    Ok(Then {
        revision: revision.to_owned(),
        commit,
        scopes,
        reasons,
    })
}

struct Past<'a> {
    revision: &'a str,
    worktree: &'a Worktree,
    now: &'a Workspace,
}

impl Past<'_> {
    async fn build(
        &self,
        repository: &Path,
        name: &str,
    ) -> Result<(ScopeSet, Option<Reasons>), ScopesError> {
        let then = |source: ScopesError| ScopesError::Then {
            revision: self.revision.to_owned(),
            source: Box::new(source),
        };
        let below = canonical(&self.now.workspace_root)
            .strip_prefix(canonical(repository))
            .map_or_else(|_| PathBuf::new(), Path::to_owned);
        let root = self.worktree.path.join(&below);
        if !root.join("Cargo.toml").is_file() {
            return Err(ScopesError::NoManifestThen {
                revision: self.revision.to_owned(),
                manifest: below.join("Cargo.toml"),
            });
        }
        let workspace = Workspace::of(&root).map_err(|error| then(error.into()))?;
        let Some(package) = workspace.package(name) else {
            return Err(ScopesError::NoPackageThen {
                revision: self.revision.to_owned(),
                package: name.to_owned(),
                names: list(workspace.names()),
            });
        };
        self.keep_versions(&workspace.workspace_root);

        let target = self.now.target_directory.join("connect-diff");
        let artifacts = target.join("connect").join(name);
        let _alone = alone(&target, name).map_err(then)?;
        // What an earlier comparison left must not be taken for this one's.
        let _ = std::fs::remove_dir_all(&artifacts);
        let emitted = check::check(package, Some(&target)).await.map_err(then)?;
        let scopes = check::scopes_of_all(&artifacts).map_err(then)?;
        // Another version may have said it otherwise; the scopes are what counts.
        let reasons = check::reasons(name, &emitted).ok();
        self.sweep(&workspace, &target).await;
        Ok((scopes, reasons))
    }

    /// Builds with the versions of today where the revision says none, so that a comparison needs
    /// no network and has no other difference than the sources.
    fn keep_versions(&self, root: &Path) {
        let lock = root.join("Cargo.lock");
        if !lock.exists() {
            // There may be none today either; then cargo chooses.
            let _ = std::fs::copy(self.now.workspace_root.join("Cargo.lock"), lock);
        }
    }

    /// Removes what was built of the workspace itself: the next worktree lies elsewhere, so only
    /// the dependencies can be used again.
    async fn sweep(&self, workspace: &Workspace, target: &Path) {
        let mut command = Command::new(cargo());
        command
            .args(["clean", "--quiet"])
            .current_dir(&workspace.workspace_root)
            .env("CARGO_TARGET_DIR", target)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        for name in workspace.names() {
            command.args(["--package", name]);
        }
        // It only saves space.
        let _ = command.status().await;
    }
}

/// Keeps others away from the package's artifacts while the value lives.
fn alone(target: &Path, name: &str) -> Result<File, ScopesError> {
    std::fs::create_dir_all(target).map_err(ScopesError::Folder)?;
    let lock = File::create(target.join(format!("{name}.lock"))).map_err(ScopesError::Folder)?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ScopesError::Busy(name.to_owned())),
        // Not every file system has locks; then there is nothing to hold.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(lock),
    }
}

/// A worktree that goes with the value, whatever happened.
#[derive(Debug)]
struct Worktree {
    repository: PathBuf,
    path: PathBuf,
    _folder: TempDir,
}

impl Worktree {
    async fn add(repository: &Path, revision: &str, commit: &str) -> Result<Self, ScopesError> {
        let folder = tempfile::Builder::new()
            .prefix("connect-diff-")
            .tempdir()
            .map_err(ScopesError::Folder)?;
        let worktree = Self {
            repository: repository.to_owned(),
            path: canonical(folder.path()).join("source"),
            _folder: folder,
        };
        // The repository's own hooks are for those who work in it.
        let no_hooks = worktree.path.with_file_name("no-hooks");
        let mut setting = std::ffi::OsString::from("core.hooksPath=");
        setting.push(&no_hooks);
        let output = git(repository)
            .arg("-c")
            .arg(setting)
            .args(["worktree", "add", "--quiet", "--detach"])
            .arg(&worktree.path)
            .arg(commit)
            .output()
            .await
            .map_err(ScopesError::Git)?;
        if output.status.success() {
            Ok(worktree)
        } else {
            Err(ScopesError::Checkout {
                revision: revision.to_owned(),
                said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            })
        }
    }
}

impl Drop for Worktree {
    fn drop(&mut self) {
        let mut remove = std::process::Command::new("git");
        leave_the_repository_to_git(&mut remove);
        // If git can't, the folder goes all the same, and git forgets it at its next clean-up.
        let _ = remove
            .arg("-C")
            .arg(&self.repository)
            .args(["worktree", "remove", "--force"])
            .arg(&self.path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

/// The top folder of the repository that a folder is in.
async fn repository(folder: &Path) -> Result<PathBuf, ScopesError> {
    let said = ask(folder, ["rev-parse", "--show-toplevel"]).await?;
    said.map(PathBuf::from)
        .ok_or_else(|| ScopesError::NoRepository(folder.to_owned()))
}

/// The commit that a revision is.
async fn commit(repository: &Path, revision: &str) -> Result<String, ScopesError> {
    let wanted = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
    let said = ask(repository, arguments.into_iter().chain([wanted.as_str()])).await?;
    said.ok_or_else(|| ScopesError::UnknownRevision(revision.to_owned()))
}

/// What git answers, if it does.
async fn ask<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<Option<String>, ScopesError> {
    let output = git(folder)
        .args(arguments)
        .output()
        .await
        .map_err(ScopesError::Git)?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((output.status.success() && !said.is_empty()).then_some(said))
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    leave_the_repository_to_git(command.as_std_mut());
    command.arg("-C").arg(folder).kill_on_drop(true);
    command
}

/// A git hook tells its children which repository it is for, and they would not look for theirs.
pub(super) fn leave_the_repository_to_git(command: &mut std::process::Command) {
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(OsStr::new(name));
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
