//! The generated documents, derived from the model's tables and from the compile-fail cases
//! so that they can't drift from what the macros do. In the README and the guides only the code is generated.

mod app;
mod attribute;
mod case;
mod errors;
mod fixed;
mod forge_faults;
mod modules;
mod names;
mod property;
mod readme;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

/// The folder of the attributes' pages.
const PAGES: &str = "connect-macros/docs";

/// The folder of the cases that document the errors.
const CASES: &str = "tests/ui";

/// The examples of the attributes: modules of a crate that compiles.
const EXAMPLES: &str = "tests/apps/passes/src/modules";

/// The first line of each generated page.
const MADE: &str =
    "<!-- Made by `cargo run -p xtask -- documents`: edit what it is made from. -->\n\n";

/// A file that can't be read or written, or whose content can't be made into a document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("{}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {reason}", path.display())]
    Case { path: PathBuf, reason: String },
}

/// One document.
#[derive(Debug)]
pub(crate) struct Document {
    /// The path relative to the workspace's root.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Generates every document of the workspace at `root`.
pub(crate) fn make(root: &Path) -> Result<Vec<Document>, Fault> {
    let mut documents = vec![
        modules::document(),
        names::locations(),
        names::conditions(),
        names::context_parameters(),
        names::events(),
        names::forge(root)?,
        errors::document(root)?,
        fixed::document(root)?,
        attribute::index(),
        app::page(root)?,
    ];
    documents.extend(readme::documents(root)?);
    for kind in connect_model::module_kinds() {
        documents.push(attribute::page(root, kind)?);
    }
    Ok(documents)
}

/// Writes the documents, and removes pages of attributes that no longer exist.
pub(crate) fn write(root: &Path, documents: &[Document]) -> Result<(), Fault> {
    for document in documents {
        let path = root.join(&document.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| Fault::File {
                path: folder.to_owned(),
                source,
            })?;
        }
        std::fs::write(&path, &document.text).map_err(|source| Fault::File { path, source })?;
    }
    for path in leftover(root, documents)? {
        std::fs::remove_file(&path).map_err(|source| Fault::File { path, source })?;
    }
    println!("{} documents", documents.len());
    Ok(())
}

/// Compares the documents with those on disk; `Some` lists those that differ, and where.
pub(crate) fn check(root: &Path, documents: &[Document]) -> Result<Option<String>, Fault> {
    let mut report = String::new();
    for document in documents {
        let present = match std::fs::read_to_string(root.join(&document.path)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => {
                let path = root.join(&document.path);
                return Err(Fault::File { path, source });
            }
        };
        if present != document.text {
            let line = first_difference(&present, &document.text);
            report.push_str(&format!("  {}:{line}\n", document.path));
        }
    }
    for path in leftover(root, documents)? {
        report.push_str(&format!("  {}: no attribute\n", path.display()));
    }
    if report.is_empty() {
        return Ok(None);
    }
    Ok(Some(format!(
        "documents differ from what they are made from:\n{report}\
         help: run `cargo run -p xtask -- documents`"
    )))
}

/// The line where two texts start to differ.
fn first_difference(present: &str, made: &str) -> usize {
    let same = present.lines().zip(made.lines());
    same.take_while(|(one, other)| one == other).count() + 1
}

/// Pages of attributes without a document.
fn leftover(root: &Path, documents: &[Document]) -> Result<Vec<PathBuf>, Fault> {
    let made: Vec<PathBuf> = documents.iter().map(|it| root.join(&it.path)).collect();
    let mut paths = files(&root.join(PAGES), "md")?;
    paths.retain(|path| !made.contains(path));
    Ok(paths)
}

/// The files in a folder with this extension, sorted; none if there is no such folder.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Fault> {
    let fault = |source| Fault::File {
        path: folder.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(fault)?.path();
        if extension.is_empty() || path.extension().is_some_and(|it| it == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads a whole file.
fn read(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|source| Fault::File {
        path: path.to_owned(),
        source,
    })
}

/// Text escaped for a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Names as a list of code.
fn code<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The titles of products.
fn titles(products: &[connect_model::Product]) -> String {
    let titles: Vec<&str> = products.iter().map(|product| product.title()).collect();
    titles.join(", ")
}

/// How certain a fact is; empty if it is documented.
fn sureness(confidence: connect_model::Confidence) -> &'static str {
    match confidence {
        connect_model::Confidence::Official => "",
        connect_model::Confidence::Observed => "seen in use, not documented",
        connect_model::Confidence::Unverified => "not verified",
    }
}
