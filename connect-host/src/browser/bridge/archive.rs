//! Finding or fetching the package's archive.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use super::package::{NAME, Package, PackageError, VERSION, archive_name};

/// Names an archive to use, for machines that can't reach a registry; `none` means plain iframes.
pub const ARCHIVE_VARIABLE: &str = "CONNECT_BRIDGE_PACKAGE";

impl Package {
    /// Finds the package on this machine, or fetches it. `target` is cargo's target folder.
    ///
    /// It looks for it in this order:
    /// 1. the file that `CONNECT_BRIDGE_PACKAGE` names; `none` means that the package is not wanted;
    /// 2. `connect/bridge/<version>` below `target`;
    /// 3. the user's cache: `cargo-connect` below `$XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`;
    /// 4. `npm pack`, which asks the registry that npm is configured for. The result is stored in the
    ///    cache.
    ///
    /// Each is checked; a damaged archive in one of the two folders is fetched again. This can take as long
    /// as npm does.
    ///
    /// # Errors
    /// [`PackageError`], whose message says how to get the package.
    pub fn find(target: &Path) -> Result<Package, PackageError> {
        match env::var_os(ARCHIVE_VARIABLE) {
            Some(file) if file == "none" => return Err(PackageError::NotWanted),
            Some(file) if !file.is_empty() => return Package::read(Path::new(&file)),
            _ => {}
        }
        let folders = folders(target);
        let known = folders.iter().map(|folder| folder.join(archive_name()));
        let found = known.filter(|file| file.is_file());
        // A damaged file is replaced by the one that is fetched.
        if let Some(package) = found.map(|file| Package::read(&file)).find_map(Result::ok) {
            return Ok(package);
        }
        fetch(&folders)
    }
}

/// The folders that may hold an archive; a new archive goes into the last.
fn folders(target: &Path) -> Vec<PathBuf> {
    let mut folders = vec![target.join("connect").join("bridge").join(VERSION)];
    folders.extend(cache());
    folders
}

fn cache() -> Option<PathBuf> {
    let given = ["XDG_CACHE_HOME", "LOCALAPPDATA"].into_iter();
    let given = given.filter_map(env::var_os).map(PathBuf::from);
    let mut given = given.filter(|path| path.is_absolute());
    let folder = given
        .next()
        .or_else(|| Some(env::home_dir()?.join(".cache")))?;
    Some(folder.join("cargo-connect"))
}

/// Fetches the archive and stores it.
fn fetch(folders: &[PathBuf]) -> Result<Package, PackageError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    // Other processes may fetch it at the same time: each uses its own folder, and moves the result
    // to the cache in one step.
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let own = format!("fetching-{}-{number}", std::process::id());
    let mut kept = Err(PackageError::NotKept(io::ErrorKind::NotFound.into()));
    for folder in folders.iter().rev() {
        let own = folder.join(&own);
        if let Err(error) = fs::create_dir_all(&own) {
            kept = Err(PackageError::NotKept(error));
            continue;
        }
        kept = fetch_into(NPM, &own, folder);
        // What is left in it is of no use.
        let _ = fs::remove_dir_all(&own);
        break;
    }
    kept
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn fetch_into(npm: &str, own: &Path, folder: &Path) -> Result<Package, PackageError> {
    let output = Command::new(npm)
        .args(["pack", &format!("{NAME}@{VERSION}"), "--silent"])
        .args(["--prefer-offline", "--ignore-scripts"])
        .args(["--fetch-timeout=20000", "--fetch-retries=1"])
        .arg("--pack-destination")
        .arg(own)
        .stdin(Stdio::null())
        .output()
        .map_err(PackageError::NoNpm)?;
    let archive = own.join(archive_name());
    if !output.status.success() || !archive.is_file() {
        let output = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(PackageError::Npm { output });
    }
    let package = Package::read(&archive)?;
    fs::rename(&archive, folder.join(archive_name())).map_err(PackageError::NotKept)?;
    Ok(package)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    fn refused(npm: &str) -> PackageError {
        let folder = env::temp_dir();
        fetch_into(npm, &folder, &folder).err().unwrap()
    }

    /// One sentence, which ends in the way out.
    #[test]
    fn without_npm_the_error_says_what_to_do() {
        let error = refused("no-such-program");
        assert!(matches!(error, PackageError::NoNpm(_)), "{error:?}");
        let text = error.to_string();
        assert!(
            text.contains("CONNECT_BRIDGE_PACKAGE") && !text.contains('\n'),
            "{text}"
        );
        assert!(error.source().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn npms_own_message_is_passed_on() {
        let error = refused("false");
        assert!(matches!(error, PackageError::Npm { .. }), "{error:?}");
        assert!(
            error.to_string().contains("CONNECT_BRIDGE_PACKAGE"),
            "{error}"
        );
    }
}
