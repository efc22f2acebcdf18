//! Which files the app is built from, so that changes to them are noticed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a change to a file requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// A build.
    Source,
    /// Only a reload of what is shown.
    Asset,
}

/// The files of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// The folders of the packages that it is built from: its own, and its path dependencies.
    packages: BTreeSet<PathBuf>,
    /// The files that the program was built from, according to cargo.
    files: BTreeSet<PathBuf>,
    /// Folders whose files the app reads from disk at each request.
    assets: BTreeSet<PathBuf>,
    /// Cargo's target directory.
    target: PathBuf,
}

impl Sources {
    pub(super) fn of(packages: impl IntoIterator<Item = PathBuf>, target: &Path) -> Self {
        Self {
            packages: packages.into_iter().map(canonical).collect(),
            target: canonical(target.to_owned()),
            ..Self::default()
        }
    }

    /// The same, with the files and assets that a build has found.
    pub(super) fn built_from(
        &self,
        files: impl IntoIterator<Item = PathBuf>,
        assets: impl IntoIterator<Item = PathBuf>,
    ) -> Self {
        Self {
            files: files.into_iter().map(canonical).collect(),
            assets: assets.into_iter().map(canonical).collect(),
            ..self.clone()
        }
    }

    /// What a change to this file requires.
    pub(super) fn change(&self, path: &Path) -> Option<Change> {
        if path.starts_with(&self.target) {
            return None;
        }
        if self.assets.iter().any(|folder| path.starts_with(folder)) {
            return (!is_scratch(path)).then_some(Change::Asset);
        }
        let is_new_source = || {
            let rust = path.extension().is_some_and(|extension| extension == "rs");
            let manifest = path.file_name().is_some_and(|name| name == "Cargo.toml");
            (rust || manifest)
                && !is_scratch(path)
                && self.packages.iter().any(|folder| path.starts_with(folder))
        };
        (self.files.contains(path) || is_new_source()).then_some(Change::Source)
    }

    /// The folders to watch: recursively, or not.
    pub(super) fn folders(&self) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>) {
        let mut whole: BTreeSet<PathBuf> = self.assets.clone();
        whole.extend(self.packages.iter().map(|folder| folder.join("src")));
        whole.retain(|folder| folder.is_dir());
        let files = self.files.iter().filter_map(|file| file.parent());
        let alone = files
            .map(Path::to_owned)
            .chain(self.packages.iter().cloned())
            .filter(|folder| folder.is_dir() && !folder.starts_with(&self.target))
            .filter(|folder| !whole.iter().any(|above| folder.starts_with(above)))
            .collect();
        (whole, alone)
    }
}

/// Temporary files that editors write next to a file while saving it.
fn is_scratch(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.')
        || name.starts_with('#')
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
}

/// The path as file system events report it.
fn canonical(path: PathBuf) -> PathBuf {
    path.canonicalize().unwrap_or(path)
}

/// The files in cargo's dep-info: `program: file file\ with\ spaces`.
pub(super) fn dep_info(text: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in text.lines() {
        let Some((_, list)) = line.split_once(": ") else {
            continue;
        };
        let mut file = String::new();
        for part in list.split(' ') {
            if let Some(start) = part.strip_suffix('\\') {
                file.push_str(start);
                file.push(' ');
                continue;
            }
            file.push_str(part);
            if !file.is_empty() {
                files.push(PathBuf::from(std::mem::take(&mut file)));
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dep_info_is_read_with_its_spaces() {
        let text = "/t/debug/app: /a/src/main.rs /my\\ app/x.sql /b.rs\n\n/a/src/main.rs:\n";
        let files: Vec<_> = ["/a/src/main.rs", "/my app/x.sql", "/b.rs"]
            .map(PathBuf::from)
            .into();
        assert_eq!(dep_info(text), files);
    }

    #[test]
    fn a_change_calls_for_what_the_file_is_for() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["app/src", "app/static", "app/target", "elsewhere"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        let sources = Sources::of([root.join("app")], &root.join("app/target")).built_from(
            [
                root.join("app/src/main.rs"),
                root.join("elsewhere/query.sql"),
            ],
            [root.join("app/static")],
        );
        for (path, change) in [
            ("app/src/main.rs", Some(Change::Source)),
            ("app/src/new/panel.rs", Some(Change::Source)),
            ("app/Cargo.toml", Some(Change::Source)),
            ("app/build.rs", Some(Change::Source)),
            ("elsewhere/query.sql", Some(Change::Source)),
            ("app/static/new/style.css", Some(Change::Asset)),
            ("app/static/.style.css.swp", None),
            ("app/src/.#main.rs", None),
            ("app/target/debug/build/x/out/made.rs", None),
            ("app/notes.md", None),
            ("elsewhere/other.rs", None),
        ] {
            assert_eq!(sources.change(&root.join(path)), change, "{path}");
        }
        let (whole, alone) = sources.folders();
        let below = |names: &[&str]| names.iter().map(|name| root.join(name)).collect();
        assert_eq!(whole, below(&["app/src", "app/static"]));
        assert_eq!(alone, below(&["app", "elsewhere"]));
    }
}
