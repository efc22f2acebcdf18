//! `cargo connect forge`: what the app becomes on Forge, what is wrong with its manifest, and what has changed.
//!
//! # JSON
//! `report --json` and `--diff REV --json` print one object. Fields may be added to it, but existing ones
//! keep their meaning.
//!
//! | field of `report` | |
//! |---|---|
//! | `goes` | whether the app states that it is to run on Forge |
//! | `modules` | the number of modules in the manifest, without endpoints and triggers |
//! | `scopes` | the scopes that the manifest requests |
//! | `adoption` | what an app that is only on Forge has, or no longer has: `what`, `done` |
//! | `approval` | of the scopes, those that an administrator of each site with the Connect app must approve: `beyond` (`scope`, and `enough`: the Connect scope that would cover it, or `null`), and `unknown` |
//! | `gaps` | the parts of the app that the manifest lacks |
//!
//! | field of `--diff` | |
//! |---|---|
//! | `app` | the app's key |
//! | `revision`, `commit` | the revision it is compared with |
//! | `first` | whether the app was not on Forge at that revision |
//! | `version` | `major`, `minor`, or `same` |
//! | `needs_approval` | whether an administrator of each site must approve; `null` if that can't be known here |
//! | `changes` | each change: `rule`, `at`, `what`, `major`, `source` (the page of Atlassian that documents it, or `null`), `because` (the code that needs a scope, or `null`) |
//! | `approval` | as in a report; empty unless `first` |

mod approval;
mod difference;
mod error;
mod report;
mod validator;

use std::path::{Path, PathBuf};

use connect_model::forge::Gap;
use connect_model::forge::check::{Files, check};
use serde_json::Value;

use crate::command::{Forge, ForgeCommand};
use crate::scopes;
use crate::scopes::ScopesError;
use crate::scopes::revision::{self, MANIFEST};
use crate::workspace::Workspace;
use approval::Approval;
use difference::Difference;
use error::ForgeError;
use report::Report;

/// `false` if something is wrong with the manifest, or if it causes a major version.
pub(crate) async fn run(options: &Forge) -> Result<bool, ForgeError> {
    match (&options.command, &options.diff) {
        (
            Some(ForgeCommand::Check {
                package,
                manifest,
                validate,
            }),
            _,
        ) => {
            let path = match manifest {
                Some(path) => path.clone(),
                None => artifacts(package.as_deref()).await?.join(MANIFEST),
            };
            checked(&path, *validate)
        }
        (Some(ForgeCommand::Report { package, json }), _) => {
            let artifacts = artifacts(package.as_deref()).await?;
            let gaps = gaps(&artifacts.join("forge/gaps.json"))?;
            let path = artifacts.join(MANIFEST);
            let manifest = path.is_file().then(|| read(&path)).transpose()?;
            let scopes = scopes::check::scopes_of_all(&artifacts)?;
            let report = Report::of(gaps, manifest.as_ref(), scopes);
            scopes::write(*json, &report, || report.to_string()).map_err(ForgeError::Print)?;
            Ok(true)
        }
        (None, Some(revision)) => compared(revision, options).await,
        // The command line does not allow this.
        (None, None) => Ok(true),
    }
}

/// Compares the manifest with that of a revision, which is built: manifests are written below the target
/// directory, so a revision does not contain its own.
async fn compared(name: &str, options: &Forge) -> Result<bool, ForgeError> {
    let workspace = Workspace::of(Path::new("."))?;
    let package = workspace.choose(options.package.as_deref())?;
    // Ctrl-C drops this future, which removes the worktree.
    let work = async {
        scopes::check(package).await?;
        eprintln!("checking {} at {name}", package.name);
        revision::at(name, &workspace, package).await
    };
    let old = tokio::select! {
        done = work => done?,
        _ = tokio::signal::ctrl_c() => return Err(ScopesError::Interrupted.into()),
    };
    let artifacts = workspace
        .target_directory
        .join("connect")
        .join(&package.name);
    let path = artifacts.join(MANIFEST);
    let text = text(&path)?;
    let after = parse(&path, &text)?;
    let before = old.manifest.as_ref();
    let before = before.map(|text| parse(&path, text)).transpose()?;
    let approval = match before {
        Some(_) => Approval::default(),
        None => Approval::of(&after, old.scopes),
    };
    let difference = Difference::of(&old, before.as_ref(), (&after, &text), approval);
    scopes::write(options.json, &difference, || difference.to_string())
        .map_err(ForgeError::Print)?;
    Ok(!difference.is_major())
}

/// Checks the app, and returns the folder with the artifacts of its build.
async fn artifacts(package: Option<&str>) -> Result<PathBuf, ForgeError> {
    let workspace = Workspace::of(Path::new("."))?;
    let package = workspace.choose(package)?;
    scopes::check(package).await?;
    Ok(workspace
        .target_directory
        .join("connect")
        .join(&package.name))
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
    parse(path, &text(path)?)
}

fn text(path: &Path) -> Result<String, ForgeError> {
    std::fs::read_to_string(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ForgeError::NoManifest(path.to_owned()),
        _ => ForgeError::Read {
            path: path.to_owned(),
            source,
        },
    })
}

fn parse(path: &Path, text: &str) -> Result<Value, ForgeError> {
    serde_saphyr::from_str(text).map_err(|source| ForgeError::Manifest {
        path: path.to_owned(),
        source: source.into(),
    })
}

/// Checks a manifest, optionally with Forge's own validator as well.
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
        for finding in validator::run(path)? {
            println!("{finding}");
            right &= !finding.is_error;
        }
    }
    Ok(right)
}

/// The files next to a manifest.
struct Beside<'a>(&'a Path);

impl Files for Beside<'_> {
    fn is_folder(&self, path: &str) -> bool {
        self.0.join(path).is_dir()
    }

    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }
}
