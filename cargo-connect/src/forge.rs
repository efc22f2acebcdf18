//! `cargo connect forge`: what the app is on Forge, and what is wrong with its manifest.

mod error;
mod report;
mod validator;

use std::path::{Path, PathBuf};

use connect_model::forge::Gap;
use connect_model::forge::check::{Files, check};
use serde_json::Value;

use crate::command::{Forge, ForgeCommand};
use crate::scopes;
use crate::workspace::Workspace;
use error::ForgeError;
use report::Report;

/// `false` when something is wrong with the manifest.
pub(crate) async fn run(options: &Forge) -> Result<bool, ForgeError> {
    match &options.command {
        ForgeCommand::Check {
            package,
            manifest,
            validate,
        } => {
            let path = match manifest {
                Some(path) => path.clone(),
                None => artifacts(package.as_deref()).await?.join("manifest.yml"),
            };
            checked(&path, *validate)
        }
        ForgeCommand::Report { package, json } => {
            let folder = artifacts(package.as_deref()).await?;
            let gaps = gaps(&folder.join("gaps.json"))?;
            let path = folder.join("manifest.yml");
            let manifest = path.is_file().then(|| read(&path)).transpose()?;
            let report = Report::of(gaps, manifest.as_ref());
            if *json {
                let text = serde_json::to_string_pretty(&report).map_err(ForgeError::Print)?;
                println!("{text}");
            } else {
                print!("{report}");
            }
            Ok(true)
        }
    }
}

/// Checks the app, and returns the folder of what its build wrote about Forge.
async fn artifacts(package: Option<&str>) -> Result<PathBuf, ForgeError> {
    let workspace = Workspace::of(Path::new("."))?;
    let package = workspace.choose(package)?;
    scopes::check(package).await?;
    let artifacts = workspace.target_directory.join("connect");
    Ok(artifacts.join(&package.name).join("forge"))
}

fn gaps(path: &Path) -> Result<Vec<Gap>, ForgeError> {
    let text = std::fs::read_to_string(path).map_err(|source| ForgeError::Read {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|source| ForgeError::Gaps {
        path: path.to_owned(),
        source,
    })
}

fn read(path: &Path) -> Result<Value, ForgeError> {
    let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ForgeError::NoManifest(path.to_owned()),
        _ => ForgeError::Read {
            path: path.to_owned(),
            source,
        },
    })?;
    serde_saphyr::from_str(&text).map_err(|source| ForgeError::Manifest {
        path: path.to_owned(),
        source: source.into(),
    })
}

/// Checks a manifest, and has Forge's own validator check it, too.
fn checked(path: &Path, validate: bool) -> Result<bool, ForgeError> {
    let manifest = read(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let findings = check(&manifest, Some(&Beside(folder)));
    for finding in &findings {
        println!("{finding}");
    }
    let mut right = findings.is_empty();
    match findings.len() {
        0 => println!("{}: nothing is wrong", path.display()),
        1 => println!("{}: 1 thing is wrong", path.display()),
        count => println!("{}: {count} things are wrong", path.display()),
    }
    if validate {
        for said in validator::run(path)? {
            println!("{said}");
            right &= !said.is_error;
        }
    }
    Ok(right)
}

/// The files beside a manifest.
struct Beside<'a>(&'a Path);

impl Files for Beside<'_> {
    fn is_folder(&self, path: &str) -> bool {
        self.0.join(path).is_dir()
    }

    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }
}
