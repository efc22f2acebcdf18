//! The shell: the static files that show the app's pages inside Forge, packed with the app's own.
//!
//! Forge serves a static folder of the app under a policy that lets it load nothing from the app's
//! server ("Content security and egress controls", "Static resources"). So the folders of
//! `#[assets]` are packed with it, and the shell takes the files from there.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use connect_syntax::assets::Assets;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::json;

use crate::output::write_if_changed;

const PAGE: &str = include_str!("../../shell/index.html");
/// Minified from the readable `shell.js` by `cargo xtask shell`.
const SCRIPT: &str = include_str!("../../shell/shell.min.js");
/// The folder for the app's own files, which the script knows too.
const ASSETS: &str = "assets";

/// Writes the shell into its folder, with the files of the package's asset folders, and removes
/// files that no longer belong to it.
///
/// # Errors
/// The path that can't be read or written, and why.
pub fn write(
    folder: &Path,
    package: &Path,
    assets: &BTreeSet<String>,
) -> Result<(), (PathBuf, io::Error)> {
    let mut packed = Vec::new();
    for name in assets {
        // A missing folder is reported where it is named.
        for asset in Assets::named(name).files(package).unwrap_or_default() {
            packed.push((format!("{name}/{}", asset.name), asset.file));
        }
    }
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    let mut put = |path: PathBuf, content: &[u8]| {
        let written = write_if_changed(&path, content);
        files.insert(path.clone());
        written.map_err(|error| (path, error))
    };
    for (name, file) in &packed {
        let content = std::fs::read(file).map_err(|error| (file.clone(), error))?;
        put(folder.join(ASSETS).join(name), &content)?;
    }
    let names = packed.iter().map(|(name, _)| name.as_str());
    put(folder.join("shell.js"), script(names).as_bytes())?;
    put(folder.join("index.html"), PAGE.as_bytes())?;
    remove_others(folder, &files).map_err(|error| (folder.to_owned(), error))
}

/// The script, with the list of the packed files, by their paths at the app's URL, percent-encoded
/// as in a browser.
fn script<'a>(packed: impl Iterator<Item = &'a str>) -> String {
    let paths: Vec<String> = packed
        .map(|name| format!("/{}", utf8_percent_encode(name, IN_PATH)))
        .collect();
    if paths.is_empty() {
        return SCRIPT.to_owned();
    }
    format!("globalThis.connectAssets={};\n{SCRIPT}", json!(paths))
}

/// The characters that `URL.pathname` encodes in a path ("URL Standard", path percent-encode set), and
/// `%`, for which `asset!` writes `%25`. Asset file names contain neither control characters
/// nor `\`.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%');

/// Removes files of earlier builds.
fn remove_others(folder: &Path, files: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, files)?;
        } else if !files.contains(&path) {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
pub(in crate::emit) mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// The size of what a browser loads of the shell before it requests the first page, in bytes.
    pub(in crate::emit) struct Weight {
        plain: usize,
        compressed: usize,
    }

    impl Weight {
        pub(in crate::emit) fn of(files: &[impl AsRef<str>]) -> Self {
            let texts = || files.iter().map(AsRef::as_ref);
            Self {
                plain: texts().map(str::len).sum(),
                compressed: texts().map(gzip).sum(),
            }
        }

        /// At most 10 KB, and 4 KB compressed, which leaves some room for additions to the shell.
        pub(in crate::emit) fn is_allowed(&self, whose: &str) {
            const RESERVE: usize = 48;
            let Self { plain, compressed } = self;
            println!("{whose}: {plain} bytes, {compressed} compressed");
            assert!(*plain <= 10 * 1024, "{whose}: {plain}");
            assert!(compressed + RESERVE <= 4 * 1024, "{whose}: {compressed}");
        }
    }

    #[test]
    fn the_shell_of_an_app_that_packs_nothing_is_small() {
        Weight::of(&[PAGE, &script(std::iter::empty())]).is_allowed("nothing packed");
    }

    fn gzip(text: &str) -> usize {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap().len()
    }

    #[test]
    fn the_page_loads_the_script_and_nothing_else() {
        assert_eq!(PAGE.matches("<script").count(), 1);
        assert!(PAGE.contains("<script src=\"shell.js\" defer></script>"));
        assert!(!PAGE.contains("style"), "the policy would block it");
    }

    #[test]
    fn the_files_of_the_app_are_beside_it() {
        let scratch = tempfile::tempdir().unwrap();
        let (package, folder) = (scratch.path().join("app"), scratch.path().join("shell"));
        std::fs::create_dir_all(package.join("static/img")).unwrap();
        std::fs::write(package.join("static/vote.js"), "vote()").unwrap();
        std::fs::write(package.join("static/img/5% más.png"), [0xff, 0]).unwrap();
        let assets = BTreeSet::from(["static".to_owned(), "gone".to_owned()]);
        write(&folder, &package, &assets).unwrap();

        let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
        assert_eq!(read("assets/static/img/5% más.png"), [0xff, 0]);
        let script = String::from_utf8(read("shell.js")).unwrap();
        assert!(
            script.starts_with(
                "globalThis.connectAssets=[\"/static/img/5%25%20m%C3%A1s.png\",\"/static/vote.js\"];\n"
            ),
            "{script}"
        );

        std::fs::remove_file(package.join("static/vote.js")).unwrap();
        write(&folder, &package, &assets).unwrap();
        assert!(!folder.join("assets/static/vote.js").exists());
        assert!(
            !String::from_utf8(read("shell.js"))
                .unwrap()
                .contains("vote.js")
        );
    }
}
