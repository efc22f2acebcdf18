//! Where a new package finds the framework: in a checkout, in a repository, or at the registry.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use crate::workspace::cargo;

/// Identifies a checkout.
const MARK: &str = "connect-runtime/Cargo.toml";

/// Where the framework is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Framework {
    /// In a folder of this machine.
    Path(PathBuf),
    /// In a repository.
    Git(String),
    /// At the registry, in this version.
    Version(&'static str),
}

impl Framework {
    /// The checkout in a folder, if it is one.
    pub(super) fn checkout(folder: &Path) -> Option<Self> {
        folder
            .join(MARK)
            .is_file()
            .then(|| Self::Path(folder.canonicalize().unwrap_or_else(|_| folder.to_owned())))
    }

    /// The source that this program was built from.
    pub(super) fn of_this_program() -> Self {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR"));
        let version = Self::Version(env!("CARGO_PKG_VERSION"));
        if is_cargos_own(built_in) {
            return installed_from().map_or(version, Self::Git);
        }
        built_in
            .parent()
            .and_then(Self::checkout)
            .unwrap_or(version)
    }

    /// The line for one of the framework's packages in a manifest in `folder`.
    pub(super) fn line(&self, package: &str, folder: &Path) -> String {
        match self {
            Self::Path(checkout) => {
                let path = shortest(folder, &checkout.join(package));
                // Manifests look the same on all systems.
                let path = path.display().to_string().replace('\\', "/");
                format!("{package} = {{ path = {path:?} }}")
            }
            Self::Git(url) => format!("{package} = {{ git = {url:?} }}"),
            Self::Version(version) => format!("{package} = {version:?}"),
        }
    }
}

/// Whether the folder is internal to cargo, so that nothing else may rely on it.
fn is_cargos_own(folder: &Path) -> bool {
    let names: Vec<_> = folder.components().collect();
    let is = |at: &[Component<'_>], names: [&str; 2]| {
        at.iter()
            .map(|part| part.as_os_str())
            .eq(names.iter().map(std::ffi::OsStr::new))
    };
    names
        .windows(2)
        .any(|at| is(at, ["git", "checkouts"]) || is(at, ["registry", "src"]))
}

/// The repository that this program was installed from, as recorded by cargo.
fn installed_from() -> Option<String> {
    let listed = Command::new(cargo()).args(["install", "--list"]).output();
    repository(&String::from_utf8(listed.ok()?.stdout).ok()?)
}

/// The URL in a line such as `cargo-connect v0.1.0 (https://example.com/connect#0123abcd):`.
fn repository(listed: &str) -> Option<String> {
    let name = concat!(env!("CARGO_PKG_NAME"), " v");
    let line = listed.lines().find(|line| line.starts_with(name))?;
    let (_, source) = line.split_once('(')?;
    let (url, _revision) = source.split_once(['#', ')'])?;
    let url = url.split_once('?').map_or(url, |(url, _)| url);
    url.contains("://").then(|| url.to_owned())
}

/// The path from one folder to another: relative if they are near each other.
fn shortest(from: &Path, to: &Path) -> PathBuf {
    /// A path with more `..` than this is less readable than the absolute one.
    const NEAR: usize = 3;

    let mut from_rest = from.components().peekable();
    let mut to_rest = to.components().peekable();
    let mut shared = 0;
    while let (Some(one), Some(other)) = (from_rest.peek(), to_rest.peek()) {
        if one != other {
            break;
        }
        // The root alone does not count as shared.
        shared += usize::from(matches!(one, Component::Normal(_)));
        from_rest.next();
        to_rest.next();
    }
    let up = from_rest.count();
    if shared == 0 || up > NEAR {
        return to.to_owned();
    }
    let up = (0..up).map(|_| Component::ParentDir);
    up.chain(to_rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_folders_are_named_by_relative_paths() {
        for (from, to, path) in [
            ("/home/ann/my-app", "/home/ann/connect/x", "../connect/x"),
            ("/home/ann/connect/apps/a", "/home/ann/connect/x", "../../x"),
            ("/srv/my-app", "/home/ann/connect/x", "/home/ann/connect/x"),
            ("/a/b/c/d/e", "/a/x", "/a/x"),
        ] {
            assert_eq!(shortest(Path::new(from), Path::new(to)), Path::new(path));
        }
    }

    #[test]
    fn cargos_own_folders_are_not_checkouts() {
        for (folder, own) in [
            (
                "/home/ann/.cargo/git/checkouts/connect-0123/abc/cargo-connect",
                true,
            ),
            (
                "/home/ann/.cargo/registry/src/index/cargo-connect-0.1.0",
                true,
            ),
            ("/home/ann/git/connect/cargo-connect", false),
        ] {
            assert_eq!(is_cargos_own(Path::new(folder)), own, "{folder}");
        }
    }

    #[test]
    fn the_repository_is_read_from_cargos_list() {
        let listed = "ripgrep v14.1.1:\n    rg\n\
            cargo-connect v0.1.0 (https://example.com/connect?branch=main#0123abcd):\n    cargo-connect\n";
        let url = "https://example.com/connect";
        assert_eq!(repository(listed).as_deref(), Some(url));
        assert_eq!(
            repository("cargo-connect v0.1.0 (/home/ann/connect):\n"),
            None
        );
        assert_eq!(repository("cargo-connect v0.1.0:\n"), None);
    }
}
