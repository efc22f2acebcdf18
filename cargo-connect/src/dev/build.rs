//! Building the app with cargo, and finding what came out.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::error::DevError;
use crate::command::Dev;

/// What a build left behind.
#[derive(Debug)]
pub(crate) struct Built {
    /// The package's name.
    pub(crate) package: String,
    /// The program.
    pub(crate) executable: PathBuf,
    /// `target/connect/<package>/descriptor.json`.
    pub(crate) descriptor_path: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// One line of `cargo build --message-format=json`.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    executable: Option<PathBuf>,
    target: Option<Target>,
    manifest_path: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Builds the package; cargo's own messages go to the user as they are.
pub(crate) fn build(options: &Dev) -> Result<Built, DevError> {
    let metadata = metadata()?;
    let package = choose(&metadata, options.package.as_deref())?;

    let mut command = Command::new(cargo());
    command
        .args([
            "build",
            "--package",
            &package.name,
            "--message-format=json-render-diagnostics",
        ])
        .stderr(Stdio::inherit());
    if options.release {
        command.arg("--release");
    }
    if let Some(bin) = &options.bin {
        command.args(["--bin", bin]);
    }
    let output = command.output().map_err(|source| DevError::Cargo {
        command: "cargo build".to_owned(),
        source,
    })?;
    if !output.status.success() {
        return Err(DevError::Build);
    }
    let programs = programs(&output.stdout, package);
    let executable = match programs.as_slice() {
        [(_, executable)] => executable.clone(),
        [] => return Err(DevError::NoProgram(package.name.clone())),
        several => {
            return Err(DevError::WhichProgram {
                package: package.name.clone(),
                programs: list(several.iter().map(|(name, _)| name.as_str())),
            });
        }
    };
    Ok(Built {
        package: package.name.clone(),
        executable,
        descriptor_path: metadata
            .target_directory
            .join("connect")
            .join(&package.name)
            .join("descriptor.json"),
    })
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn metadata() -> Result<Metadata, DevError> {
    let output = Command::new(cargo())
        .args(["metadata", "--format-version=1", "--no-deps"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| DevError::Cargo {
            command: "cargo metadata".to_owned(),
            source,
        })?;
    if !output.status.success() {
        return Err(DevError::NoPackage);
    }
    serde_json::from_slice(&output.stdout).map_err(DevError::Metadata)
}

/// The package that is named, or the one whose folder this is, or the only app there is.
fn choose<'a>(metadata: &'a Metadata, name: Option<&str>) -> Result<&'a Package, DevError> {
    let all = &metadata.packages;
    if let Some(name) = name {
        return all
            .iter()
            .find(|package| package.name == name)
            .ok_or_else(|| {
                let known = list(apps(all).map(|package| package.name.as_str()));
                DevError::UnknownPackage(name.to_owned(), known)
            });
    }
    let here = std::env::current_dir().unwrap_or_default();
    if let Some(package) = apps(all).find(|package| package.manifest_path.parent() == Some(&here)) {
        return Ok(package);
    }
    let mut apps_here = apps(all);
    match (apps_here.next(), apps_here.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(DevError::WhichPackage(list(
            apps(all).map(|package| package.name.as_str()),
        ))),
    }
}

/// The packages whose build script emits a descriptor.
fn apps(packages: &[Package]) -> impl Iterator<Item = &Package> {
    packages.iter().filter(|package| {
        package
            .dependencies
            .iter()
            .any(|one| one.name == "connect-build" && one.kind.as_deref() == Some("build"))
    })
}

fn programs(messages: &[u8], package: &Package) -> Vec<(String, PathBuf)> {
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .filter(|message| {
            message.reason == "compiler-artifact"
                && message.manifest_path.as_ref() == Some(&package.manifest_path)
        })
        .filter_map(|message| {
            let target = message
                .target
                .filter(|target| target.kind.iter().any(|kind| kind == "bin"))?;
            Some((target.name, message.executable?))
        })
        .collect()
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
