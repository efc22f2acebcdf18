//! Turns the descriptor of an existing Atlassian Connect app into a Rust package.
//!
//! Modules become items with their attributes, and the pages, callbacks and remote conditions that
//! they refer to by URL become handlers to fill in:
//!
//! ```
//! use std::path::Path;
//!
//! let source = connect_import::Source::parse(
//!     Path::new("atlassian-connect.json"),
//!     r#"{
//!         "key": "com.example.votes",
//!         "modules": { "webPanels": [{
//!             "key": "votes",
//!             "name": { "value": "Votes" },
//!             "url": "/votes?issue={issue.key}",
//!             "location": "atl.jira.view.issue.right.context"
//!         }] }
//!     }"#,
//! )?;
//! let import = connect_import::import(&source, &connect_import::Options::default())?;
//! assert_eq!(import.name, "com-example-votes");
//! assert!(import.files.iter().any(|(path, text)| {
//!     path == "src/jira.rs" && text.contains("async fn votes(")
//! }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What was written is read again by the parser that the macros and the build script share: what
//! that refuses is rewritten or left out, and the descriptor that the package emits is
//! compared with the imported one. So a package always builds, and each [`Difference`] that a host
//! could notice is reported as a [`Diagnostic`].
//!
//! | module | what it does |
//! |---|---|
//! | `parse` | text → [`Source`]: the values, and the line of each |
//! | `plan` | [`Source`] → plan: keys, names, files, routes, and items with their arguments |
//! | `render` | plan → [`Files`] |
//! | `verify` | [`Files`] and [`Source`] → [`Difference`]s |
//! | `diagnostics` | what is reported on the way |

mod attribute_ast;
mod diagnostics;
mod files;
mod handler_kind;
mod parse;
mod plan;
mod render;
mod text;
mod urls;
mod verify;

#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;

use serde_json::Value;

pub use diagnostics::Diagnostic;
pub use files::{Files, WriteError};
pub use parse::{Source, SourceError};
pub use verify::{Difference, differences};

use diagnostics::Diagnostics;
use verify::VerifyError;

/// The name and dependencies of the new package.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The package's name; by default, derived from the app's key.
    pub name: Option<String>,
    /// The path of a framework checkout to depend on; by default, a registry dependency is used.
    pub checkout: Option<PathBuf>,
}

/// A package generated from a descriptor.
#[derive(Debug)]
#[non_exhaustive]
pub struct Import {
    /// The package's name.
    pub name: String,
    /// The package's files.
    pub files: Files,
    /// What was not preserved exactly, sorted by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a descriptor could not be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The name is not a valid package name.
    #[error("`{0}` is not a package name: it must consist of letters, digits and `-`")]
    PackageName(String),
    /// The descriptor is that of a HipChat app.
    #[error(
        "this describes a HipChat app (it has `capabilities`), and HipChat ended in February 2019: nothing of it can be imported"
    )]
    HipChat,
    /// The package can't be written to a temporary folder, where it is compared with the descriptor.
    #[error("could not write to a temporary folder")]
    TemporaryFolder(#[source] io::Error),
}

/// Imports a descriptor.
///
/// # Errors
/// The package's name is invalid, or there is no temporary folder to write to. Problems in the
/// descriptor are diagnostics, not errors.
pub fn import(source: &Source, options: &Options) -> Result<Import, ImportError> {
    let root = source.root();
    if root.contains_key("capabilities") && !root.contains_key("modules") {
        return Err(ImportError::HipChat);
    }
    let name = match &options.name {
        Some(name) => name.clone(),
        None => package_name(source),
    };
    if !is_package_name(&name) {
        return Err(ImportError::PackageName(name));
    }
    let mut diagnostics = Diagnostics::new(&source.lines);
    let plan = plan::plan(source, &mut diagnostics);
    let files = render::render(&plan, source, &name, options.checkout.as_deref());
    match verify::verify(&files, source) {
        Ok(differences) => {
            verify::report_unexplained(&differences, &plan, &source.base_url(), &mut diagnostics);
        }
        Err(VerifyError::DoesNotBuild(errors)) => {
            for error in errors {
                diagnostics.report("", format!("the package does not build yet: {error}"));
            }
        }
        Err(VerifyError::Io(error)) => return Err(ImportError::TemporaryFolder(error)),
    }
    Ok(Import {
        name,
        files,
        diagnostics: diagnostics.into_sorted(),
    })
}

fn is_package_name(name: &str) -> bool {
    let is_legal = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    name.starts_with(|letter: char| letter.is_ascii_alphabetic()) && name.chars().all(is_legal)
}

/// The package's name, derived from the app's key.
fn package_name(source: &Source) -> String {
    let key = source.root().get("key").and_then(Value::as_str);
    let key = key.filter(|key| !key.contains("{{"));
    plan::snake(key.unwrap_or("imported-app")).replace('_', "-")
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
