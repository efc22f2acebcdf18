//! Where the artifacts go, and how they are written.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The target directory of the current build.
///
/// Cargo does not pass it to build scripts. `CARGO_TARGET_DIR` names it if set; else it is
/// the folder above `OUT_DIR` that cargo tagged as a cache, or failing that, the one implied by the
/// layout (`<target>/[<triple>/]<profile>/build/<package>/out`).
#[must_use]
pub(crate) fn target_dir(
    from_env: Option<&Path>,
    manifest_dir: &Path,
    out_dir: &Path,
    triple: &str,
) -> PathBuf {
    if let Some(named) = from_env {
        return if named.is_absolute() {
            named.to_owned()
        } else {
            // Relative to where cargo was started, which the script can't see; the tagged folder
            // below is the same one, except with a separate build directory.
            tagged(out_dir).unwrap_or_else(|| manifest_dir.join(named))
        };
    }
    tagged(out_dir).unwrap_or_else(|| by_layout(out_dir, triple))
}

fn tagged(out_dir: &Path) -> Option<PathBuf> {
    out_dir
        .ancestors()
        .skip(1)
        .filter(|folder| folder.join("CACHEDIR.TAG").is_file())
        .last()
        .map(Path::to_owned)
}

fn by_layout(out_dir: &Path, triple: &str) -> PathBuf {
    let profile = out_dir
        .ancestors()
        .find(|folder| folder.file_name().is_some_and(|name| name == "build"))
        .and_then(Path::parent);
    let above = profile.and_then(Path::parent).unwrap_or(out_dir);
    if above.file_name().is_some_and(|name| name == triple) {
        above.parent().unwrap_or(above).to_owned()
    } else {
        above.to_owned()
    }
}

/// Writes a file atomically, and leaves it alone if nothing changed.
///
/// # Errors
/// Any file system error.
pub(crate) fn write_if_changed(path: &Path, content: &[u8]) -> io::Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let scratch = folder.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&scratch)
        .and_then(|mut file| file.write_all(content))
        .and_then(|()| std::fs::rename(&scratch, path));
    if written.is_err() {
        // It does not matter whether the scratch file can be removed.
        let _ = std::fs::remove_file(&scratch);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_gives_the_target_directory() {
        let none = Path::new("/w/app");
        for (out, triple, expected) in [
            (
                "/w/target/debug/build/app-1/out",
                "x86_64-unknown-linux-gnu",
                "/w/target",
            ),
            (
                "/w/target/x86_64-unknown-linux-gnu/release/build/app-1/out",
                "x86_64-unknown-linux-gnu",
                "/w/target",
            ),
            (
                "/elsewhere/t/debug/build/app-1/out",
                "wasm32-wasip2",
                "/elsewhere/t",
            ),
        ] {
            assert_eq!(
                target_dir(None, none, Path::new(out), triple),
                Path::new(expected)
            );
        }
    }

    #[test]
    fn the_tag_and_the_environment_come_first() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("odd/name");
        let out = target.join("some/new/layout/out");
        std::fs::create_dir_all(&out).unwrap();
        std::fs::write(target.join("CACHEDIR.TAG"), "").unwrap();
        assert_eq!(target_dir(None, folder.path(), &out, "t"), target);
        let named = Path::new("/named");
        assert_eq!(target_dir(Some(named), folder.path(), &out, "t"), named);
        assert_eq!(
            target_dir(Some(Path::new("name")), folder.path(), &out, "t"),
            target
        );
    }

    #[test]
    fn an_unchanged_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.json");
        write_if_changed(&path, b"one").unwrap();
        let before = std::fs::metadata(&path).unwrap().modified().unwrap();
        write_if_changed(&path, b"one").unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().modified().unwrap(),
            before
        );
        write_if_changed(&path, b"two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }
}
