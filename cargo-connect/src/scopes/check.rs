//! Checking the app with cargo, and reading what its build script found.
//!
//! `target/connect/<package>/` contains what the *last* build wrote, which may have had
//! other features. So cargo is asked where the build script of exactly this check wrote what it found,
//! and the descriptor is assembled from that, as the runtime does at start-up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use connect_model::assemble::{Assembled, assemble};
use connect_model::declaration::Emitted;
use connect_model::forge::survey;
use connect_model::paths::descriptor_file;
use connect_model::reasons::Reasons;
use connect_model::{Descriptor, Product, ScopeSet};
use serde::Deserialize;
use tokio::process::Command;

use super::error::ScopesError;
use super::git;
use crate::workspace::{Package, WorkspaceError, cargo};

/// The variable in which the build script tells rustc where it wrote what it found.
const EMITTED: &str = "CONNECT_EMITTED";

/// One line of `cargo check --message-format=json`.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    #[serde(default)]
    env: Vec<(String, String)>,
}

/// Checks a package, and returns the path of what its build script found.
///
/// The user sees cargo's messages: the build script's warning about a call that it can't read is
/// part of the answer. A target directory is set through the environment, where the build script sees
/// it too.
pub(crate) async fn check(
    package: &Package,
    target_directory: Option<&Path>,
) -> Result<PathBuf, ScopesError> {
    let mut command = Command::new(cargo());
    command
        .args(["check", "--package", &package.name])
        .arg("--message-format=json-render-diagnostics")
        .arg("--manifest-path")
        .arg(&package.manifest_path)
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    if let Some(directory) = target_directory {
        // Warnings about an old revision are of no interest.
        command.arg("--quiet");
        git::clear_repository(command.as_std_mut());
        command
            .current_dir(package.manifest_path.parent().unwrap_or(Path::new(".")))
            .env("CARGO_TARGET_DIR", directory)
            // The next comparison has another path, so incremental results could not be reused.
            .env("CARGO_INCREMENTAL", "0");
    }
    let failed = |source| WorkspaceError::Cargo {
        command: "cargo check",
        source,
    };
    // Not `output()`, which would capture cargo's messages.
    let child = command.spawn().map_err(failed)?;
    let output = child.wait_with_output().await.map_err(failed)?;
    if !output.status.success() {
        return Err(ScopesError::Check(package.name.clone()));
    }
    emitted_path(&output.stdout, &package.id)
        .ok_or_else(|| ScopesError::NotAnApp(package.name.clone()))
}

fn emitted_path(messages: &[u8], id: &str) -> Option<PathBuf> {
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .filter(|message| {
            message.reason == "build-script-executed" && message.package_id.as_deref() == Some(id)
        })
        .flat_map(|message| message.env)
        .find_map(|(name, value)| (name == EMITTED).then(|| value.into()))
}

/// Reads what the build script found.
pub(crate) fn emitted(path: &Path) -> Result<Emitted, ScopesError> {
    serde_json::from_str(&read(path)?).map_err(|source| ScopesError::Emitted {
        path: path.to_owned(),
        source,
    })
}

/// Why the app asks for its scopes, from what its build script found.
pub(super) fn reasons(package: &str, path: &Path) -> Result<Reasons, ScopesError> {
    assembled(package, &emitted(path)?).map(|assembled| assembled.reasons)
}

/// Why the app asks for its scopes, and what its Forge manifest requests, or would request.
pub(super) fn on_both_platforms(
    package: &str,
    path: &Path,
) -> Result<(Reasons, ForgeScopes), ScopesError> {
    let emitted = emitted(path)?;
    let assembled = assembled(package, &emitted)?;
    let settings = emitted.forge.clone().unwrap_or_default();
    let (forge, _) = survey(&assembled, &emitted.declarations, &settings);
    Ok((assembled.reasons, forge.manifest.scopes))
}

/// The scopes of a manifest, each with what needs it.
pub(super) type ForgeScopes = BTreeMap<String, connect_model::forge::manifest::Scope>;

fn assembled(package: &str, emitted: &Emitted) -> Result<Assembled, ScopesError> {
    assemble(&emitted.app, &emitted.declarations, &emitted.needs).map_err(|faults| {
        ScopesError::Faults {
            package: package.to_owned(),
            faults,
        }
    })
}

/// The scopes that the descriptors in a folder request: the common one's, or those of each product.
pub(crate) fn scopes_of_all(folder: &Path) -> Result<ScopeSet, ScopesError> {
    let file = |product| folder.join(descriptor_file(product));
    let each: Vec<PathBuf> = Product::ALL
        .into_iter()
        .map(|product| file(Some(product)))
        .filter(|path| path.is_file())
        .collect();
    if each.is_empty() {
        return scopes(&file(None));
    }
    let mut all = ScopeSet::EMPTY;
    for path in each {
        all = all.union(scopes(&path)?);
    }
    Ok(ScopeSet::least(all.iter()))
}

/// The scopes that a descriptor requests.
fn scopes(descriptor: &Path) -> Result<ScopeSet, ScopesError> {
    let parsed =
        Descriptor::parse(&read(descriptor)?).map_err(|source| ScopesError::Descriptor {
            path: descriptor.to_owned(),
            source,
        })?;
    let names = parsed.scopes.unwrap_or_default();
    let scope = |name: String| {
        name.parse().map_err(|_| ScopesError::Scope {
            path: descriptor.to_owned(),
            scope: name,
        })
    };
    names.into_iter().map(scope).collect()
}

fn read(path: &Path) -> Result<String, ScopesError> {
    std::fs::read_to_string(path).map_err(|source| ScopesError::Read {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_package_s_own_build_script_is_asked() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","package_id":"app","target":{"name":"app"}}"#,
            "\n",
            r#"{"reason":"build-script-executed","package_id":"ring","env":[["CONNECT_EMITTED","/no"]]}"#,
            "\nno JSON\n",
            r#"{"reason":"build-script-executed","package_id":"app","env":[["A","b"],["CONNECT_EMITTED","/o/e.json"]]}"#,
            "\n",
        );
        let found = emitted_path(messages.as_bytes(), "app");
        assert_eq!(found.as_deref(), Some(Path::new("/o/e.json")));
        assert_eq!(emitted_path(messages.as_bytes(), "other"), None);
    }

    #[test]
    fn the_descriptors_of_several_products_count_together() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, scopes: &str| {
            let text = format!(r#"{{"key":"k","scopes":[{scopes}]}}"#);
            std::fs::write(folder.path().join(file), text).unwrap();
        };
        write("descriptor.json", r#""READ""#);
        assert_eq!(scopes_of_all(folder.path()).unwrap().to_string(), "READ");
        write("descriptor.jira.json", r#""WRITE""#);
        write("descriptor.confluence.json", r#""READ","ACT_AS_USER""#);
        let all = scopes_of_all(folder.path()).unwrap();
        assert_eq!(all.to_string(), "WRITE, ACT_AS_USER");
    }

    #[test]
    fn a_descriptor_s_scopes_are_read_in_either_case_and_unknown_ones_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("descriptor.json");
        std::fs::write(&path, r#"{"key":"k","scopes":["read","ACT_AS_USER"]}"#).unwrap();
        assert_eq!(scopes(&path).unwrap().to_string(), "READ, ACT_AS_USER");
        std::fs::write(&path, r#"{"key":"k","scopes":["repository"]}"#).unwrap();
        let error = scopes(&path).unwrap_err().to_string();
        assert!(error.contains("asks for `repository`"), "{error}");
        std::fs::write(&path, r#"{"key":"k"}"#).unwrap();
        assert!(scopes(&path).unwrap().is_empty());
    }
}
