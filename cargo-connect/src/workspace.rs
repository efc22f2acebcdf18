//! The workspace as described by cargo, and which of its packages is meant.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// Why there is no package to work with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkspaceError {
    #[error("could not run `{command}`: is cargo on the path?")]
    Cargo {
        command: &'static str,
        source: io::Error,
    },
    #[error("`cargo metadata` printed something that is not JSON")]
    Metadata(#[source] serde_json::Error),
    #[error("there is no Cargo.toml here: run it in a package or a workspace")]
    NoPackage,
    #[error("no package `{0}` in this workspace; it has {1}")]
    UnknownPackage(String, String),
    #[error("which app? Name its package with -p PACKAGE, one of {0}")]
    WhichPackage(String),
}

/// The relevant part of the output of `cargo metadata`.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    packages: Vec<Package>,
    /// The target directory.
    pub(crate) target_directory: PathBuf,
    /// The folder of the root's Cargo.toml.
    pub(crate) workspace_root: PathBuf,
}

/// A package of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    /// Its id in cargo's messages.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    /// The folder of a path dependency.
    path: Option<PathBuf>,
}

impl Package {
    /// The folder of its manifest.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }
}

/// The cargo that runs this program, or else the one on the `PATH`.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Workspace {
    /// The workspace that contains a folder.
    pub(crate) fn of(folder: &Path) -> Result<Self, WorkspaceError> {
        let output = Command::new(cargo())
            .args(["metadata", "--format-version=1", "--no-deps"])
            .current_dir(folder)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|source| WorkspaceError::Cargo {
                command: "cargo metadata",
                source,
            })?;
        if !output.status.success() {
            return Err(WorkspaceError::NoPackage);
        }
        serde_json::from_slice(&output.stdout).map_err(WorkspaceError::Metadata)
    }

    /// The named package, or the one whose folder this is, or the only app.
    pub(crate) fn choose(&self, name: Option<&str>) -> Result<&Package, WorkspaceError> {
        if let Some(name) = name {
            return self
                .package(name)
                .ok_or_else(|| WorkspaceError::UnknownPackage(name.to_owned(), self.app_names()));
        }
        let here = std::env::current_dir().unwrap_or_default();
        let is_here = |package: &&Package| package.manifest_path.parent() == Some(&here);
        if let Some(package) = self.apps().find(is_here) {
            return Ok(package);
        }
        let mut apps = self.apps();
        match (apps.next(), apps.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(WorkspaceError::WhichPackage(self.app_names())),
        }
    }

    /// The folders of a package and its path dependencies. Outside the workspace, only direct
    /// dependencies of these are known.
    pub(crate) fn folders_of<'a>(&'a self, package: &'a Package) -> BTreeSet<PathBuf> {
        let mut folders = BTreeSet::from([package.folder().to_owned()]);
        let mut unread = vec![package];
        while let Some(package) = unread.pop() {
            let used = package.dependencies.iter();
            let used = used.filter(|dependency| dependency.kind.as_deref() != Some("dev"));
            for folder in used.filter_map(|dependency| dependency.path.clone()) {
                let is_there = |package: &&Package| package.folder() == folder;
                unread.extend(
                    self.packages
                        .iter()
                        .find(is_there)
                        .filter(|_| !folders.contains(&folder)),
                );
                folders.insert(folder);
            }
        }
        folders
    }

    /// The package with this name.
    pub(crate) fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The names of all packages.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|package| package.name.as_str())
    }

    /// The packages whose build script emits a descriptor.
    fn apps(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| {
            package
                .dependencies
                .iter()
                .any(|one| one.name == "connect-build" && one.kind.as_deref() == Some("build"))
        })
    }

    /// The names of the apps, for a message.
    pub(crate) fn app_names(&self) -> String {
        list(self.apps().map(|package| package.name.as_str()))
    }
}

/// Names joined for a message.
pub(crate) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
