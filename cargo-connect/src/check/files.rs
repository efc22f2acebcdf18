//! The files of a package that the rules read.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::ledger::Place;

/// The maximum number of files that are read.
const MOST_FILES: usize = 5_000;
/// In bytes: a longer file is not read, since nobody wrote it by hand.
const MOST_BYTES: u64 = 1 << 20;
/// How many folders deep to look for files.
const MOST_DEPTH: usize = 16;

/// Folders with third-party or generated files.
const FOLDERS_LEFT_OUT: [&str; 4] = ["target", "node_modules", "dist", "vendor"];

/// A text file.
#[derive(Debug)]
pub(crate) struct File {
    /// The path relative to the package.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// The files of a package.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) files: Vec<File>,
    /// What was skipped because there is too much of it.
    pub(crate) left_out: Vec<String>,
}

impl File {
    pub(crate) fn name(&self) -> &str {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.unwrap_or_default()
    }

    /// The extension in lower case; empty if there is none.
    pub(crate) fn extension(&self) -> String {
        let extension = self.path.extension().and_then(|name| name.to_str());
        extension.unwrap_or_default().to_ascii_lowercase()
    }

    /// The location of a byte offset in the text.
    pub(crate) fn place(&self, at: usize) -> Place {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Place::new(&self.path, line)
    }

    /// The lines, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

impl Files {
    /// Reads the files in a folder. Files that are not text are skipped silently.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut found = Self::default();
        found.read_folder(folder, folder, 0);
        found.files.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    pub(crate) fn with_extension<'a>(
        &'a self,
        extensions: &'a [&str],
    ) -> impl Iterator<Item = &'a File> {
        let has = |file: &&File| extensions.contains(&file.extension().as_str());
        self.files.iter().filter(has)
    }

    fn read_folder(&mut self, root: &Path, folder: &Path, depth: usize) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return self.leave_out(root, folder, "can't be read");
        };
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let hidden = name.starts_with('.') && !name.starts_with(".env");
            // Not followed: a link can lead out of the package, or form a loop.
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() && !hidden && !FOLDERS_LEFT_OUT.contains(&name.as_ref()) {
                if depth < MOST_DEPTH {
                    self.read_folder(root, &path, depth + 1);
                } else {
                    self.leave_out(root, &path, "is too deep");
                }
            } else if kind.is_file() && !hidden && name != "Cargo.lock" {
                self.read_file(root, &path);
            }
        }
    }

    fn read_file(&mut self, root: &Path, path: &Path) {
        if self.files.len() >= MOST_FILES {
            if self.files.len() == MOST_FILES {
                let note = format!("files after the first {MOST_FILES}");
                if !self.left_out.contains(&note) {
                    self.left_out.push(note);
                }
            }
            return;
        }
        let mut bytes = Vec::new();
        let read = std::fs::File::open(path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
        if read.is_err() {
            return self.leave_out(root, path, "can't be read");
        }
        if bytes.len() as u64 > MOST_BYTES {
            return self.leave_out(root, path, "is longer than 1 MiB");
        }
        if let Ok(text) = String::from_utf8(bytes) {
            let path = path.strip_prefix(root).unwrap_or(path).to_owned();
            self.files.push(File { path, text });
        }
    }

    fn leave_out(&mut self, root: &Path, path: &Path, why: &str) {
        let path = path.strip_prefix(root).unwrap_or(path);
        self.left_out.push(format!("{} {why}", path.display()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_written_and_what_is_too_long_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &[u8]| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("src/main.rs", b"fn main() {}\n");
        write("target/debug/x.rs", b"");
        write(".git/config", b"");
        write("static/node_modules/a.js", b"");
        write(".env.production", b"A=1");
        write("picture.png", &[0xff, 0xfe, 0]);
        write("long.js", &vec![b'x'; (1 << 20) + 1]);
        let files = Files::of(folder.path());
        let paths: Vec<_> = files
            .files
            .iter()
            .map(|file| file.path.display().to_string())
            .collect();
        assert_eq!(paths, [".env.production", "src/main.rs"]);
        assert_eq!(files.left_out, ["long.js is longer than 1 MiB"]);
    }

    #[test]
    fn a_place_counts_lines_from_one() {
        let file = File {
            path: "a.html".into(),
            text: "a\nbc\nd".to_owned(),
        };
        assert_eq!(file.place(0).line, 1);
        assert_eq!(file.place(3).line, 2);
        assert_eq!(file.place(5).line, 3);
    }
}
