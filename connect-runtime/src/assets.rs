//! Folders of files that browsers load: scripts, stylesheets, images.
//!
//! In a release build the files are embedded in the program. In a debug build they are read from disk
//! each time, so that a change shows at the next reload. Either way a file has two names: its own,
//! and one that contains a hash of its content and may be cached forever.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use aws_lc_rs::digest::{SHA256, digest};

use crate::deployment;

/// A folder that `#[assets("…")]` registers.
#[derive(Debug)]
pub struct AssetFolder {
    /// The path, relative both to the package and to the app's base URL.
    path: &'static str,
    files: Files,
}

enum Files {
    OnDisk(&'static str),
    Embedded(&'static [AssetFile]),
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnDisk(folder) => f.debug_tuple("OnDisk").field(folder).finish(),
            Self::Embedded(files) => write!(f, "Embedded({})", files.len()),
        }
    }
}

/// A file embedded in the program.
pub struct AssetFile {
    name: &'static str,
    content: &'static [u8],
    hash: OnceLock<String>,
}

impl fmt::Debug for AssetFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AssetFile").field(&self.name).finish()
    }
}

impl AssetFile {
    /// A file, by its name relative to the folder.
    #[must_use]
    pub const fn new(name: &'static str, content: &'static [u8]) -> Self {
        Self {
            name,
            content,
            hash: OnceLock::new(),
        }
    }
}

inventory::collect!(AssetFolder);

/// The current state of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asset {
    pub(crate) content: Cow<'static, [u8]>,
    pub(crate) hash: String,
    /// Whether it was requested by its hashed name.
    pub(crate) by_hash: bool,
}

impl AssetFolder {
    /// A folder that is read from disk each time.
    #[must_use]
    pub const fn on_disk(path: &'static str, folder: &'static str) -> Self {
        Self {
            path,
            files: Files::OnDisk(folder),
        }
    }

    /// A folder whose files are embedded in the program.
    #[must_use]
    pub const fn embedded(path: &'static str, files: &'static [AssetFile]) -> Self {
        Self {
            path,
            files: Files::Embedded(files),
        }
    }

    /// All asset folders of this program.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>()
    }

    /// The route that serves the files: `/static/{*asset}`.
    pub(crate) fn route(&self) -> String {
        format!("/{}/{{*asset}}", self.path)
    }

    /// Whether reading it involves disk I/O.
    pub(crate) fn waits(&self) -> bool {
        matches!(self.files, Files::OnDisk(_))
    }

    /// The file with this name, its own or a hashed one. A hashed name finds the file regardless of
    /// the hash: while a new version of the app is rolled out, its pages may be served by the old
    /// one.
    pub(crate) fn asset(&self, name: &str) -> Option<Asset> {
        if let Some((content, hash)) = self.file(name) {
            return Some(Asset {
                content,
                hash,
                by_hash: false,
            });
        }
        let (name, asked) = without_hash(name)?;
        let (content, hash) = self.file(&name)?;
        let by_hash = hash == asked;
        Some(Asset {
            content,
            hash,
            by_hash,
        })
    }

    fn file(&self, name: &str) -> Option<(Cow<'static, [u8]>, String)> {
        match &self.files {
            Files::Embedded(files) => {
                let file = files.iter().find(|file| file.name == name)?;
                let hash = file.hash.get_or_init(|| hash(file.content));
                Some((file.content.into(), hash.clone()))
            }
            Files::OnDisk(folder) => {
                let content = fs::read(inside(Path::new(folder), name)?).ok()?;
                let hash = hash(&content);
                Some((content.into(), hash))
            }
        }
    }
}

/// The file with this name, if it is in the folder and not hidden.
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    let is_plain =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(is_odd);
    if !name.split('/').all(is_plain) {
        return None;
    }
    let file = folder.join(name).canonicalize().ok()?;
    // A symbolic link may lead outside the folder.
    let is_inside = file.starts_with(folder.canonicalize().ok()?) && file.is_file();
    is_inside.then_some(file)
}

/// The first 64 bits of the content's SHA-256.
fn hash(content: &[u8]) -> String {
    let digest = digest(&SHA256, content);
    let (first, _) = digest.as_ref().split_at(8);
    first.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `css/votes.css` as `css/votes.0f1e2d3c4b5a6978.css`; a name without an extension gets the hash
/// at its end.
fn with_hash(name: &str, hash: &str) -> String {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) => {
            let (stem, ending) = name.split_at(file + dot);
            format!("{stem}.{hash}{ending}")
        }
        None => format!("{name}.{hash}"),
    }
}

/// The inverse of [`with_hash`]: the name and its hash.
fn without_hash(name: &str) -> Option<(String, &str)> {
    let is_hash = |part: &str| {
        part.len() == 16
            && part
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    let (stem, last) = name[file..].rsplit_once('.')?;
    if let Some((stem, hash)) = stem.rsplit_once('.')
        && is_hash(hash)
    {
        return Some((format!("{}{stem}.{last}", &name[..file]), hash));
    }
    is_hash(last).then(|| (format!("{}{stem}", &name[..file]), last))
}

/// The expansion of `asset!`: the URL of a file, relative to the host's root.
#[must_use]
pub fn asset(folder: &str, name: &str) -> String {
    let found = AssetFolder::all().find(|known| known.path == folder);
    // A file that was removed since the program was built has no hash; its plain URL then answers
    // 404.
    let name = match found.and_then(|folder| folder.file(name)) {
        Some((_, hash)) => with_hash(name, &hash),
        None => name.to_owned(),
    };
    // Characters are kept as they are, except for those that would end the path.
    let name = name
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
        .replace(' ', "%20");
    format!("{}/{folder}/{name}", deployment::prefix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_its_hash_and_back() {
        let hash = "0f1e2d3c4b5a6978";
        for (name, hashed) in [
            ("app.js", "app.0f1e2d3c4b5a6978.js"),
            (
                "css.d/votes.min.css",
                "css.d/votes.min.0f1e2d3c4b5a6978.css",
            ),
            ("LICENSE", "LICENSE.0f1e2d3c4b5a6978"),
            ("a.b/LICENSE", "a.b/LICENSE.0f1e2d3c4b5a6978"),
        ] {
            assert_eq!(with_hash(name, hash), hashed);
            assert_eq!(without_hash(hashed), Some((name.to_owned(), hash)));
        }
        for none in ["app.js", "app.0f1e.js", "app.0F1E2D3C4B5A6978.js", ""] {
            assert_eq!(without_hash(none), None, "{none}");
        }
    }

    #[test]
    fn nothing_outside_and_nothing_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("static");
        fs::create_dir_all(root.join("css")).unwrap();
        fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        for file in ["app.js", "css/votes.css", ".env"] {
            fs::write(root.join(file), file).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("../secret.txt", root.join("link.txt")).unwrap();
        for name in ["app.js", "css/votes.css"] {
            assert!(inside(&root, name).is_some(), "{name}");
        }
        let absolute = folder.path().join("secret.txt").display().to_string();
        for name in [
            "",
            ".",
            "css",
            "css/",
            "/app.js",
            "../secret.txt",
            "css/../app.js",
            "css/../../secret.txt",
            "..\\secret.txt",
            ".env",
            "link.txt",
            "none.js",
            "app.js\0",
            &absolute,
        ] {
            assert_eq!(inside(&root, name), None, "{name}");
        }
    }
}
