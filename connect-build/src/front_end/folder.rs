//! Which files of a folder are read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::script::Language;
use crate::page_file;

/// Folders nested more deeply are not read.
const MAX_FOLDER_DEPTH: usize = 32;

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Script(Language),
    Page,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    /// The name in messages: relative to the package, with `/` on every platform.
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// The contents of a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The files in name order.
    pub(super) files: Vec<SourceFile>,
    /// What could not be read, and why.
    pub(super) unread: Vec<String>,
}

/// The kind of a file judging by its name; `None` for one that is neither a script nor a page.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    Some(match page_file::kind(path)? {
        page_file::Kind::Script("ts" | "mts" | "cts") => Kind::Script(Language::TypeScript),
        page_file::Kind::Script("tsx") => Kind::Script(Language::Tsx),
        page_file::Kind::Script(_) => Kind::Script(Language::JavaScript),
        page_file::Kind::Page => Kind::Page,
    })
}

/// The files of a folder and its subfolders, except `node_modules`.
pub(super) fn walk(folder: &Path, name: &str) -> Folder {
    let mut found = Folder::default();
    let mut seen = BTreeSet::new();
    found.walk(folder, name, MAX_FOLDER_DEPTH, &mut seen);
    found
}

impl Folder {
    fn walk(&mut self, folder: &Path, name: &str, deep: usize, seen: &mut BTreeSet<PathBuf>) {
        // A link may form a loop.
        let Ok(real) = folder.canonicalize() else {
            return;
        };
        if !seen.insert(real) {
            return;
        }
        let Some(deep) = deep.checked_sub(1) else {
            let why = format!("{name}: not read: its folder is nested too deeply");
            self.unread.push(why);
            return;
        };
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.unread.push(format!("{name}: {error}"));
                return;
            }
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort_unstable();
        for below in names {
            let path = folder.join(&below);
            let name = if name.is_empty() {
                below.to_string_lossy().into_owned()
            } else {
                format!("{name}/{}", below.to_string_lossy())
            };
            if path.is_dir() {
                if below != "node_modules" {
                    self.walk(&path, &name, deep, seen);
                }
            } else if let Some(kind) = kind(&path)
                // Reading a pipe might never end.
                && path.is_file()
                && path.canonicalize().is_ok_and(|real| seen.insert(real))
            {
                self.files.push(SourceFile { path, name, kind });
            }
        }
    }
}
