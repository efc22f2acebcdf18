//! `cargo connect import`: an existing descriptor as a package of handlers to fill in.
//!
//! What is written is read again by the reader that the compiler and the build script have, before
//! anybody sees it: what that refuses is written otherwise or left out, and what the package then
//! emits is compared with the descriptor. So a package always builds, and each difference is said.
//! [`equal`] lists what counts as the same.
//!
//! | room | what happens there |
//! |---|---|
//! | [`source`], [`scan`] | the file, its faults, the line of each value |
//! | [`plan`], [`keys`], [`rooms`] | what each module will be: key, name, file, route |
//! | [`module`], [`value`], [`conditions`], [`target`], [`app`] | JSON as attributes |
//! | [`world`], [`urls`], [`names`] | what items share: references, routes, names |
//! | [`item`], [`written`] | an item as text, and its mending |
//! | [`package`], [`folder`] | the files, whole or not at all |
//! | [`emitted`], [`equal`] | what the package emits, against what was read |

mod app;
mod conditions;
mod emitted;
mod equal;
mod error;
mod folder;
mod item;
mod keys;
mod module;
mod names;
mod package;
mod plan;
mod rooms;
mod scan;
mod source;
mod target;
mod urls;
mod value;
mod world;
mod written;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use error::{ImportError, Snippet};
use serde_json::{Map, Value};

/// What the new package is called, and what it depends on.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The package's name; by default made from the app's key.
    pub name: Option<String>,
    /// The folder to write, which must be new or empty; by default the package's name.
    pub to: Option<std::path::PathBuf>,
    /// A checkout of the framework to depend on by path.
    pub checkout: Option<std::path::PathBuf>,
}

/// Imports a descriptor, and returns what was not kept, a line each, and the new folder.
///
/// # Errors
/// Nothing was imported: the descriptor can't be read, or the package can't be written.
pub fn import(
    descriptor: &Path,
    options: &Options,
) -> Result<(Vec<String>, std::path::PathBuf), ImportError> {
    let text = source::read(descriptor)?;
    let root = source::parse(descriptor, &text)?;
    let name = match &options.name {
        Some(name) => name.clone(),
        None => package_name(&root),
    };
    let legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) || !name.chars().all(legal) {
        return Err(ImportError::Name(name));
    }
    let to = options.to.clone().unwrap_or_else(|| name.clone().into());
    let places = scan::Places::of(&text);
    let from = descriptor.file_name().unwrap_or_default();
    let target = package::Target {
        name: &name,
        checkout: options.checkout.as_deref(),
        from: &from.to_string_lossy(),
    };
    let whole = folder::begin(&to)?;
    let (files, mut world) = package::package(&root, &places, &target);
    whole.write(&files)?;
    emitted::compare(&mut world, &root, &whole.path());
    whole.finish()?;
    let file = descriptor.display();
    world.said.sort();
    world.said.dedup();
    let said = world.said.iter().map(|said| {
        let text = written::visible(&said.text);
        format!("{file}:{}: {text}", said.line.max(1))
    });
    Ok((said.collect(), to))
}

/// The package's name, from the app's key.
fn package_name(root: &Map<String, Value>) -> String {
    let key = root.get("key").and_then(Value::as_str);
    let key = key
        .filter(|key| !key.contains("{{"))
        .unwrap_or("imported-app");
    names::snake(key).replace('_', "-")
}
