//! The app at another revision, built in a separate worktree.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use connect_model::ScopeSet;
use connect_model::reasons::Reasons;
use tempfile::TempDir;
use tokio::process::Command;

use super::check;
use super::error::ScopesError;
use super::git::{self, git};
use crate::workspace::{Package, Workspace, cargo, list};

/// The path of the Forge manifest among the artifacts of a package.
pub(crate) const MANIFEST: &str = "forge/manifest.yml";

/// What an app requested at a revision, and why.
#[derive(Debug)]
pub(crate) struct Revision {
    /// Its name on the command line.
    pub(crate) name: String,
    /// The commit that it refers to.
    pub(crate) commit: String,
    /// The scopes of its descriptor.
    pub(crate) scopes: ScopeSet,
    /// The places that needed them, if that version of the framework records them like this one.
    pub(super) reasons: Option<Reasons>,
    /// Its Forge manifest, if it had one.
    pub(crate) manifest: Option<String>,
}

/// The result of building a revision.
struct Built {
    scopes: ScopeSet,
    reasons: Option<Reasons>,
    manifest: Option<String>,
}

/// Builds the package at a revision of its repository.
pub(crate) async fn at(
    name: &str,
    workspace: &Workspace,
    package: &Package,
) -> Result<Revision, ScopesError> {
    let repository = git::repository(&workspace.workspace_root).await?;
    let commit = git::commit(&repository, name).await?;
    let worktree = Worktree::add(&repository, name, &commit).await?;
    let checkout = Checkout {
        revision: name,
        worktree: &worktree,
        now: workspace,
    };
    let built = checkout.build(&repository, &package.name).await?;
    Ok(Revision {
        name: name.to_owned(),
        commit,
        scopes: built.scopes,
        reasons: built.reasons,
        manifest: built.manifest,
    })
}

/// The sources of a revision.
struct Checkout<'a> {
    revision: &'a str,
    worktree: &'a Worktree,
    now: &'a Workspace,
}

impl Checkout<'_> {
    async fn build(&self, repository: &Path, name: &str) -> Result<Built, ScopesError> {
        let at_revision = |source: ScopesError| ScopesError::AtRevision {
            revision: self.revision.to_owned(),
            source: Box::new(source),
        };
        let below = canonical(&self.now.workspace_root)
            .strip_prefix(canonical(repository))
            .map_or_else(|_| PathBuf::new(), Path::to_owned);
        let root = self.worktree.path.join(&below);
        if !root.join("Cargo.toml").is_file() {
            return Err(ScopesError::NoManifest {
                revision: self.revision.to_owned(),
                manifest: below.join("Cargo.toml"),
            });
        }
        let workspace = Workspace::of(&root).map_err(|error| at_revision(error.into()))?;
        let Some(package) = workspace.package(name) else {
            return Err(ScopesError::NoPackage {
                revision: self.revision.to_owned(),
                package: name.to_owned(),
                names: list(workspace.names()),
            });
        };
        self.keep_versions(&workspace.workspace_root);

        let target = self.now.target_directory.join("connect-diff");
        let artifacts = target.join("connect").join(name);
        let _lock = lock_folder(&target, name).map_err(at_revision)?;
        // Descriptors of an earlier comparison must not be read for this one.
        let _ = std::fs::remove_dir_all(&artifacts);
        let emitted = check::check(package, Some(&target))
            .await
            .map_err(at_revision)?;
        let scopes = check::scopes_of_all(&artifacts).map_err(at_revision)?;
        // Another version may have written them differently; the scopes are what matters.
        let reasons = check::reasons(name, &emitted).ok();
        let manifest = std::fs::read_to_string(artifacts.join(MANIFEST)).ok();
        self.clean(&workspace, &target).await;
        Ok(Built {
            scopes,
            reasons,
            manifest,
        })
    }

    /// Copies the current Cargo.lock if the revision has none, so that a comparison needs no network and
    /// differs only in the sources.
    fn keep_versions(&self, root: &Path) {
        let lock = root.join("Cargo.lock");
        if !lock.exists() {
            // If there is none now either, cargo resolves the versions.
            let _ = std::fs::copy(self.now.workspace_root.join("Cargo.lock"), lock);
        }
    }

    /// Removes the artifacts of the workspace itself: the next worktree has another path, so only
    /// those of dependencies can be reused.
    async fn clean(&self, workspace: &Workspace, target: &Path) {
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

/// Locks the package's artifacts against other comparisons until the file is closed.
fn lock_folder(target: &Path, name: &str) -> Result<File, ScopesError> {
    std::fs::create_dir_all(target).map_err(ScopesError::Folder)?;
    let lock = File::create(target.join(format!("{name}.lock"))).map_err(ScopesError::Folder)?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ScopesError::Busy(name.to_owned())),
        // Some file systems don't support locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(lock),
    }
}

/// A worktree that is removed when dropped.
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
        // The repository's hooks are for the people who work in it.
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
                stderr: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            })
        }
    }
}

impl Drop for Worktree {
    fn drop(&mut self) {
        let mut remove = std::process::Command::new("git");
        git::clear_repository(&mut remove);
        // If git fails, the folder is still removed, and `git worktree prune` cleans up.
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

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
