//! `cargo connect new`: a package that builds, passes its tests, and can be opened.
//!
//! The package itself is created by `cargo new`: it knows which names are allowed, adds the package to
//! the surrounding workspace, and initializes a repository.

mod framework;
mod questions;
mod template;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::command::New;
use crate::products::Products;
use crate::workspace::cargo;
use framework::Framework;
use template::Shape;

/// The packages that a new one depends on.
const PACKAGES: [&str; 3] = ["connect-runtime", "connect-build", "connect-host"];

/// The end of the manifest that `cargo new` writes.
const DEPENDENCIES: &str = "[dependencies]\n";

/// Files of the developer's app to be ignored, besides what cargo builds.
const IGNORED: &str = "*.sqlite\n*.sqlite-shm\n*.sqlite-wal\n";

/// Why no package was created. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NewError {
    #[error("which name? Write cargo connect new NAME")]
    NoName,
    #[error("{} exists: name another folder, or remove it", .0.display())]
    Exists(PathBuf),
    #[error("{} has no name that a package could have: name it with --name", .0.display())]
    NoFolderName(PathBuf),
    #[error(
        "`{0}` is not an app key: it consists of letters, digits, `-`, `.` and `_`, such as com.example.votes"
    )]
    Key(String),
    #[error("`{0}` is what one of the app's dependencies is called: choose another name")]
    Dependency(String),
    #[error("{} is not a checkout of connect: it has no connect-runtime", .0.display())]
    NotACheckout(PathBuf),
    #[error("could not run `cargo new`: is cargo on the path?")]
    Cargo(#[source] io::Error),
    #[error("{0}")]
    Refused(String),
    #[error("could not write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("the question was not answered")]
    Question(#[from] dialoguer::Error),
}

/// Creates the package.
pub(crate) fn run(arguments: &New) -> Result<(), NewError> {
    let asks = questions::can_be_asked();
    let (folder, is_asked) = match &arguments.folder {
        Some(folder) => (folder.clone(), false),
        None if asks => (PathBuf::from(questions::name()?), true),
        None => return Err(NewError::NoName),
    };
    let name = name(&folder, arguments.name.as_deref())?;
    if let Some(key) = &arguments.key {
        check_key(key)?;
    }
    let framework = match (&arguments.path, &arguments.git) {
        (Some(path), _) => {
            Framework::checkout(path).ok_or_else(|| NewError::NotACheckout(path.clone()))?
        }
        (None, Some(url)) => Framework::Git(url.clone()),
        (None, None) => Framework::of_this_program(),
    };
    if folder.exists() {
        return Err(NewError::Exists(folder));
    }
    let shape = Shape {
        products: match arguments.product {
            Some(products) => products,
            None if asks => questions::products()?,
            None => Products::default(),
        },
        full: arguments.full || (is_asked && questions::full()?),
        forge: arguments.forge,
    };

    cargo_new(&folder, &name)?;
    let key = arguments.key.clone();
    let key = key.unwrap_or_else(|| format!("com.example.{name}"));
    // Cargo accepts names in any script.
    let written = check_key(&key).and_then(|()| {
        write(&folder, &name, &key, shape, &framework).map_err(|source| NewError::Write {
            path: folder.clone(),
            source,
        })
    });
    if let Err(error) = written {
        // Half a package is of no use.
        let _ = fs::remove_dir_all(&folder);
        return Err(error);
    }
    let on_forge = if shape.forge { " --forge" } else { "" };
    println!(
        "wrote {}, an app for {}; now:\n\n    cd {}\n    cargo connect dev{on_forge} --open\n",
        folder.display(),
        shape.products.title(),
        folder.display()
    );
    Ok(())
}

/// The package's name: as given, or else the folder's.
fn name(folder: &Path, given: Option<&str>) -> Result<String, NewError> {
    let name = match given {
        Some(name) => Some(name),
        None => folder.file_name().and_then(|name| name.to_str()),
    };
    let name = name.ok_or_else(|| NewError::NoFolderName(folder.to_owned()))?;
    if PACKAGES.contains(&name) || ["maud", "serde", "serde_json", "tokio"].contains(&name) {
        return Err(NewError::Dependency(name.to_owned()));
    }
    Ok(name.to_owned())
}

/// "App descriptor": an app key consists of letters, digits, `-`, `.` and `_`.
fn check_key(key: &str) -> Result<(), NewError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if key.is_empty() || !key.bytes().all(fits) {
        return Err(NewError::Key(key.to_owned()));
    }
    Ok(())
}

/// Creates an empty package. If cargo refuses, it says why.
fn cargo_new(folder: &Path, name: &str) -> Result<(), NewError> {
    let output = Command::new(cargo())
        .args(["new", "--bin", "--color", "never", "--name", name, "--"])
        .arg(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(NewError::Cargo)?;
    if output.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let error = printed
        .lines()
        .find_map(|line| line.strip_prefix("error: "));
    Err(NewError::Refused(
        error.unwrap_or("`cargo new` failed").to_owned(),
    ))
}

fn write(
    folder: &Path,
    name: &str,
    key: &str,
    shape: Shape,
    framework: &Framework,
) -> io::Result<()> {
    for (path, text) in template::files(shape) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, template::fill(text, name, key, shape))?;
    }

    let manifest = folder.join("Cargo.toml");
    let begun = fs::read_to_string(&manifest)?;
    let begun = begun.replacen(DEPENDENCIES, "", 1);
    let place = folder.canonicalize()?;
    let mut dependencies = template::dependencies(shape).to_owned();
    for package in PACKAGES {
        let line = framework.line(package, &place);
        dependencies = dependencies.replace(&format!("{{{package}}}"), &line);
    }
    fs::write(&manifest, format!("{}\n\n{dependencies}", begun.trim_end()))?;

    let ignored = folder.join(".gitignore");
    let begun = fs::read_to_string(&ignored).unwrap_or_else(|_| "/target\n".to_owned());
    fs::write(&ignored, format!("{begun}{IGNORED}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_checked() {
        for (key, good) in [
            ("com.example.votes", true),
            ("a_b-1", true),
            ("", false),
            ("com example", false),
            ("com.exämple", false),
        ] {
            assert_eq!(check_key(key).is_ok(), good, "{key}");
        }
    }
}
