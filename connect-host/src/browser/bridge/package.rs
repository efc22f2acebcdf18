//! Atlassian's package with the two scripts of the bridge, in the one version that is known here.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::read::GzDecoder;

/// The package's name in the npm registry.
pub const NAME: &str = "atlassian-connect-js";
/// Its version. Another version is another bridge: the hash, the line that is replaced in the script and
/// the browser tests belong to this one.
pub const VERSION: &str = "5.3.190";
/// The SHA-512 of its archive, in the format of npm's lock files.
pub const INTEGRITY: &str = "sha512-3rFOLjVc1/rB8B0QwjgIu/CKUD0yTQ8KI83XYVLBHUFxxYxrEsUgcU8nLpbffXsyuTsGfWhAt+vOWIh4IPjSXg==";

/// The file name that `npm pack` gives the archive.
#[must_use]
pub fn archive_name() -> String {
    format!("{NAME}-{VERSION}.tgz")
}

/// In bytes: more than the archive has, and the most that is read of any file.
const MAX_ARCHIVE_BYTES: u64 = 4 * 1024 * 1024;
/// In bytes: more than its largest file has.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// How to get the package where npm can't.
const WAY_OUT: &str =
    "run `npm pack` for it on a machine that can, and set CONNECT_BRIDGE_PACKAGE to the file";

/// The line that sets the stylesheets' address in the script for the app's pages.
const STYLESHEETS: &str = r#"var CDN_URL = "https://" + CDN_DOMAIN;"#;

/// Atlassian's package, read from its archive: only the files that are served.
///
/// The archive is verified each time it is read, and none of it is unpacked to disk, where
/// it could be modified afterwards.
#[derive(Clone)]
pub struct Package {
    /// The files by their names below `dist/`.
    files: BTreeMap<String, Bytes>,
}

/// Why an archive can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// The file can't be read.
    #[error("can't read {}", path.display())]
    Read {
        /// The path of the archive.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The file is not the expected archive.
    #[error(
        "{} is not {NAME} {VERSION}: its SHA-512 differs. Remove it, and let `npm pack {NAME}@{VERSION}` fetch it again",
        path.display()
    )]
    NotThePackage {
        /// The path of the file.
        path: PathBuf,
    },
    /// The archive can't be unpacked.
    #[error("can't unpack {NAME} {VERSION}")]
    Archive(#[source] io::Error),
    /// A file is missing from the archive.
    #[error("{NAME} {VERSION} has no {0}")]
    Missing(&'static str),
    /// `CONNECT_BRIDGE_PACKAGE` is `none`.
    #[error("CONNECT_BRIDGE_PACKAGE is `none`")]
    NotWanted,
    /// The package is not on this machine, and neither is npm.
    #[error("{NAME} {VERSION} is not on this machine, and npm can't be run to fetch it: {WAY_OUT}")]
    NoNpm(#[source] io::Error),
    /// npm failed to fetch the package.
    #[error("npm could not fetch {NAME} {VERSION}: {WAY_OUT}{}", indented(output))]
    Npm {
        /// npm's output.
        output: String,
    },
    /// The package can't be stored in the cache.
    #[error("can't keep {NAME} {VERSION} in the cache: {WAY_OUT}")]
    NotKept(#[source] io::Error),
    /// The address of the stylesheets can't be replaced in the script.
    #[error(
        "the script of {NAME} {VERSION} has {found} lines with the address of its stylesheets, not one: `{STYLESHEETS}`"
    )]
    Stylesheets {
        /// The number of lines with that address.
        found: usize,
    },
}

impl Package {
    /// Reads the archive at this path.
    ///
    /// # Errors
    /// [`PackageError`]: it can't be read, or is not the expected one.
    pub fn read(path: &Path) -> Result<Package, PackageError> {
        let failed = |source| PackageError::Read {
            path: path.to_owned(),
            source,
        };
        let mut archive = Vec::new();
        let file = File::open(path).map_err(failed)?;
        let mut file = file.take(MAX_ARCHIVE_BYTES);
        file.read_to_end(&mut archive).map_err(failed)?;
        if integrity(&archive) != INTEGRITY {
            return Err(PackageError::NotThePackage {
                path: path.to_owned(),
            });
        }
        let package = Package::unpack(&archive).map_err(PackageError::Archive)?;
        for needed in ["connect-host.js", "iframe.js"] {
            package.file(needed).ok_or(PackageError::Missing(needed))?;
        }
        Ok(package)
    }

    fn unpack(archive: &[u8]) -> io::Result<Package> {
        let mut files = BTreeMap::new();
        let mut archive = tar::Archive::new(GzDecoder::new(archive));
        for entry in archive.entries()? {
            let entry = entry?;
            let path = entry.path()?;
            let Some(name) = path.to_str().and_then(served) else {
                continue;
            };
            let mut content = Vec::new();
            entry.take(MAX_FILE_BYTES).read_to_end(&mut content)?;
            files.insert(name, content.into());
        }
        Ok(Package { files })
    }

    /// A file by its name below `dist/`.
    pub(super) fn file(&self, name: &str) -> Option<&Bytes> {
        self.files.get(name)
    }

    /// The files that the script for the app's pages loads, by the name below its address.
    pub(super) fn stylesheets(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        let files = self.files.iter().map(|(name, file)| (name.as_str(), file));
        files.filter(|(name, _)| name.ends_with(".css"))
    }

    /// The script for the app's pages: the package's own, with its stylesheets loaded from `stylesheets`,
    /// followed by `addendum`.
    pub(super) fn frame_script(
        &self,
        stylesheets: &str,
        addendum: &str,
    ) -> Result<String, PackageError> {
        let script = self.file("iframe.js");
        let script = script.ok_or(PackageError::Missing("iframe.js"))?;
        let script = String::from_utf8_lossy(script);
        let found = script.matches(STYLESHEETS).count();
        if found != 1 {
            return Err(PackageError::Stylesheets { found });
        }
        // Debug formatting is also a valid JavaScript string, since an origin is plain ASCII.
        let here = format!("var CDN_URL = {stylesheets:?};");
        let script = script.replace(STYLESHEETS, &here);
        Ok(format!(
            "/*! {NAME} {VERSION}, Apache-2.0, https://www.apache.org/licenses/LICENSE-2.0\n    \
             Changed: the address of its stylesheets; what follows its last line is not part of it. */\n\
             {script}\n;{addendum}"
        ))
    }
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}

/// The name below `dist/`, if the file is one that is served.
fn served(path: &str) -> Option<String> {
    let name = path.strip_prefix("package/dist/")?;
    let plain = matches!(
        name,
        "connect-host.js" | "iframe.js" | "surfaces.css" | "legacy-text-colors.css"
    );
    let theme = name
        .strip_prefix("themes/")
        .is_some_and(|file| !file.contains('/') && file.ends_with(".css"));
    (plain || theme).then(|| name.to_owned())
}

/// The first non-empty lines of a program's output, indented below a message.
fn indented(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(5);
    lines.map(|line| format!("\n  {line}")).collect()
}

fn integrity(archive: &[u8]) -> String {
    let hash = digest(&SHA512, archive);
    format!("sha512-{}", STANDARD.encode(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_script(script: &'static str) -> Package {
        let files = [(
            "iframe.js".to_owned(),
            Bytes::from_static(script.as_bytes()),
        )];
        Package {
            files: files.into(),
        }
    }

    #[test]
    fn another_archive_is_refused_with_what_to_do() {
        let file = std::env::temp_dir().join(format!("not-the-bridge-{}", std::process::id()));
        std::fs::write(&file, "not a package").unwrap();
        let refused = Package::read(&file).unwrap_err();
        std::fs::remove_file(&file).unwrap();
        assert!(
            matches!(refused, PackageError::NotThePackage { .. }),
            "{refused:?}"
        );
        let text = refused.to_string();
        assert!(
            text.contains("npm pack atlassian-connect-js@5.3.190"),
            "{text}"
        );
    }

    #[test]
    fn the_line_with_the_stylesheets_is_replaced_once_or_not_at_all() {
        let line = r#"a; var CDN_URL = "https://" + CDN_DOMAIN; b"#;
        let patched = with_script(line).frame_script("http://localhost:1/atlassian-connect", "c");
        let patched = patched.unwrap();
        assert!(
            patched.ends_with("a; var CDN_URL = \"http://localhost:1/atlassian-connect\"; b\n;c"),
            "{patched}"
        );
        let twice =
            r#"var CDN_URL = "https://" + CDN_DOMAIN;var CDN_URL = "https://" + CDN_DOMAIN;"#;
        for (script, times) in [("", 0), (twice, 2)] {
            match with_script(script).frame_script("x", "").unwrap_err() {
                PackageError::Stylesheets { found } => assert_eq!(found, times),
                other => panic!("{other}"),
            }
        }
    }

    #[test]
    fn only_what_is_served_is_kept() {
        for (path, name) in [
            ("package/dist/iframe.js", Some("iframe.js")),
            ("package/dist/themes/a.css", Some("themes/a.css")),
            ("package/dist/themes/x/a.css", None),
            ("package/dist/connect-host.css", None),
            ("package/src/iframe.js", None),
        ] {
            assert_eq!(served(path).as_deref(), name, "{path}");
        }
    }
}
