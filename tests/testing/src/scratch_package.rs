//! A package, or a workspace of several, in a temporary folder outside of this workspace.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder for one package or several; removed when dropped.
#[derive(Debug)]
pub struct ScratchPackage {
    folder: TempDir,
}

impl Default for ScratchPackage {
    fn default() -> Self {
        Self::new()
    }
}

impl ScratchPackage {
    /// An empty folder.
    #[must_use]
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder with these files: paths and contents.
    #[must_use]
    pub fn with_files(files: &[(&str, &str)]) -> Self {
        let package = Self::new();
        for (path, content) in files {
            package.write(path, content);
        }
        package
    }

    /// A workspace that consists of links to this one's packages, for more to be added. Cargo takes them for
    /// the same packages: with [`built`] as its target directory, it does not build the framework again.
    #[cfg(unix)]
    #[must_use]
    pub fn beside_the_framework() -> Self {
        let workspace = Self::new();
        for entry in std::fs::read_dir(workspace_root()).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() && entry.file_name() != "target" && entry.file_name() != ".git"
            {
                let link = workspace.root().join(entry.file_name());
                std::os::unix::fs::symlink(entry.path(), link).unwrap();
            }
        }
        let manifest = workspace_root().join("Cargo.toml");
        std::fs::copy(manifest, workspace.path("Cargo.toml")).unwrap();
        workspace.copy_lock_file();
        workspace
    }

    /// Removes the workspace lints that `cargo new` gives a package: those of the framework are not an
    /// app's.
    pub fn without_lints(&self, package: &str) {
        let manifest = format!("{package}/Cargo.toml");
        let text = self.read(&manifest);
        self.write(&manifest, &text.replace("[lints]\nworkspace = true\n", ""));
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Reads a file.
    #[must_use]
    pub fn read(&self, path: &str) -> String {
        let path = self.path(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Copies this workspace's `Cargo.lock`: its versions are downloaded already, so cargo needs
    /// no network.
    pub fn copy_lock_file(&self) {
        std::fs::copy(workspace_root().join("Cargo.lock"), self.path("Cargo.lock")).unwrap();
    }

    /// Writes a package `connect-runtime` whose macros expand to nothing, and whose attributes to
    /// the item they are on. Tests of what is read from sources needn't compile the runtime.
    pub fn write_runtime_stand_in(&self, macros: &[&str], attributes: &[&str]) {
        self.write(
            "connect-runtime/Cargo.toml",
            "[package]\nname = \"connect-runtime\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [lib]\nproc-macro = true\n",
        );
        let mut code = "use proc_macro::TokenStream;\n".to_owned();
        for name in macros {
            code.push_str(&format!(
                "#[proc_macro] pub fn {name}(_: TokenStream) -> TokenStream {{ TokenStream::new() }}\n"
            ));
        }
        for name in attributes {
            code.push_str(&format!(
                "#[proc_macro_attribute] pub fn {name}(_: TokenStream, item: TokenStream) -> TokenStream {{ item }}\n"
            ));
        }
        self.write("connect-runtime/src/lib.rs", &code);
    }

    /// Runs cargo here, offline, with this target directory: one that outlives the folder keeps
    /// the dependencies.
    pub fn cargo<A: AsRef<OsStr>>(
        &self,
        target: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(self.root())
            .env("CARGO_TARGET_DIR", target)
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }

    /// Runs git here, without the settings of the user and the system; returns what it prints.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(arguments)
            .current_dir(self.root())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GIT_DIR")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Commits everything.
    #[track_caller]
    pub fn commit(&self, message: &str) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "-m", message]);
    }
}

/// The root of the workspace that this crate is in.
#[must_use]
pub fn workspace_root() -> &'static Path {
    // tests/testing
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

/// The target directory that the test with this `CARGO_TARGET_TMPDIR` was built in.
#[must_use]
pub fn built(target_tmpdir: &str) -> &Path {
    Path::new(target_tmpdir).parent().unwrap()
}

/// What a command wrote to standard error.
#[must_use]
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts that a command succeeded; returns its standard error.
#[track_caller]
pub fn succeeded(output: &Output) -> String {
    let stderr = stderr(output);
    assert!(output.status.success(), "{stderr}");
    stderr
}

/// Gives comparisons with another revision the dependencies that are already built: they have a target
/// directory of their own below the package's, and would build them again.
pub fn share_dependencies(target: &Path) {
    let (built, comparisons) = (target.join("debug"), target.join("connect-diff/debug"));
    if !comparisons.exists() {
        link_files(&built, &comparisons);
    }
}

/// Hard links, because cargo compares the times of files.
fn link_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            link_files(&entry.path(), &to);
        } else if entry.file_name() != ".cargo-lock" {
            std::fs::hard_link(entry.path(), to).unwrap();
        }
    }
}
