//! The crates of a package: those in its manifest, and those that cargo discovers.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// The parts of a package that matter for its sources.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// The folder of its manifest.
    pub folder: PathBuf,
    /// The root file of its library, if it has one.
    pub library: Option<PathBuf>,
    /// The name by which its programs refer to the library.
    pub library_name: String,
    /// The root files of its programs.
    pub programs: Vec<PathBuf>,
    /// The folders of the packages that it depends on by path.
    pub path_dependencies: Vec<PathBuf>,
}

/// Why a manifest could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The manifest could not be read.
    #[error("could not read {}", path.display())]
    Read {
        /// The path of the manifest.
        path: PathBuf,
        /// Why it could not be read.
        source: std::io::Error,
    },
    /// The manifest is not TOML.
    #[error("{} is not valid TOML", path.display())]
    Parse {
        /// The path of the manifest.
        path: PathBuf,
        /// What is wrong, and where.
        source: Box<toml::de::Error>,
    },
}

impl Package {
    /// Reads `Cargo.toml` in a folder.
    ///
    /// # Errors
    /// The manifest is missing or not TOML.
    pub(crate) fn read(folder: &Path) -> Result<Self, PackageError> {
        let manifest = table(&folder.join("Cargo.toml"))?;
        let explicit = |entry: Option<&Value>| {
            entry
                .and_then(|entry| entry.get("path"))
                .and_then(Value::as_str)
                .map(|path| folder.join(path))
        };
        let existing = |path: PathBuf| path.is_file().then_some(path);

        let name = |table: &str| manifest.get(table)?.get("name")?.as_str();
        let library_name = name("lib").or_else(|| name("package")).unwrap_or_default();
        let library = explicit(manifest.get("lib")).or_else(|| existing(folder.join("src/lib.rs")));
        let mut programs: Vec<PathBuf> = manifest
            .get("bin")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                explicit(Some(entry)).or_else(|| {
                    let name = entry.get("name")?.as_str()?;
                    existing(folder.join(format!("src/bin/{name}.rs")))
                        .or_else(|| existing(folder.join(format!("src/bin/{name}/main.rs"))))
                })
            })
            .collect();
        programs.extend(existing(folder.join("src/main.rs")));
        programs.extend(discovered(&folder.join("src/bin")));
        programs.sort();
        programs.dedup();

        Ok(Self {
            library,
            library_name: library_name.replace('-', "_"),
            programs,
            path_dependencies: path_dependencies(folder, &manifest),
            folder: folder.to_owned(),
        })
    }
}

fn table(path: &Path) -> Result<Table, PackageError> {
    let text = std::fs::read_to_string(path).map_err(|source| PackageError::Read {
        path: path.to_owned(),
        source,
    })?;
    text.parse().map_err(|source| PackageError::Parse {
        path: path.to_owned(),
        source: Box::new(source),
    })
}

/// `src/bin/*.rs` and `src/bin/*/main.rs`.
fn discovered(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            if path.is_dir() {
                Some(path.join("main.rs")).filter(|main| main.is_file())
            } else {
                (path.extension()? == "rs").then_some(path)
            }
        })
        .collect()
}

/// Path dependencies, including those that the package inherits from its workspace.
fn path_dependencies(folder: &Path, manifest: &Table) -> Vec<PathBuf> {
    let mut workspace = None;
    let mut found: Vec<PathBuf> = manifest
        .get("dependencies")
        .and_then(Value::as_table)
        .into_iter()
        .flatten()
        .filter_map(|(name, entry)| {
            if let Some(path) = entry.get("path").and_then(Value::as_str) {
                return Some(folder.join(path));
            }
            if entry.get("workspace").and_then(Value::as_bool) == Some(true) {
                let (root, entries) = workspace
                    .get_or_insert_with(|| workspace_of(folder))
                    .as_ref()?;
                let path = entries.get(name)?.get("path")?.as_str()?;
                return Some(root.join(path));
            }
            None
        })
        .collect();
    found.sort();
    found
}

/// The nearest workspace above the package, with its manifest.
fn workspace_of(folder: &Path) -> Option<(PathBuf, Table)> {
    folder.ancestors().find_map(|ancestor| {
        let manifest = table(&ancestor.join("Cargo.toml")).ok()?;
        let dependencies = manifest.get("workspace")?.get("dependencies")?.as_table()?;
        Some((ancestor.to_owned(), dependencies.clone()))
    })
}
