//! The whole run, and what it reports to cargo.

mod descriptors;
mod scopes;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::assemble::{Fault, assemble};
use connect_model::declaration::{Declaration, Emitted};
use connect_syntax::App;

use crate::cfg::Cfg;
use crate::output::{target_dir, write_if_changed};
use crate::package::{Package, PackageError};
use crate::read::{self, Crate, Root};
use crate::references::{self, Items};

/// Emits the descriptor of the package whose build script this is.
///
/// Faults that only the whole app shows are errors of the build, each with `file:line:column`. Faults
/// inside one item are left to the compiler, which reports them at the token; the last good
/// descriptor stays in place.
pub fn emit() {
    Emit::new().run();
}

/// [`emit`] with settings.
///
/// ```no_run
/// connect_build::Emit::new().library("../handlers").run();
/// ```
#[derive(Debug, Clone, Default)]
pub struct Emit {
    libraries: Vec<PathBuf>,
    #[cfg(feature = "front-end")]
    pub(crate) front_end: Vec<PathBuf>,
}

/// Why nothing could be emitted.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// A variable that cargo sets for build scripts is missing.
    #[error("{0} is not set: connect_build::emit() must be called by a build script")]
    NotABuildScript(&'static str),
    /// A manifest could not be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// An artifact could not be written.
    #[error("could not write {}", path.display())]
    Write {
        /// The artifact.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The package has no `app!`, or several.
    #[error("{0}")]
    Root(String),
    /// Faults that only the whole app shows.
    #[error("the app's declarations conflict")]
    Faults(Vec<Fault>),
}

/// What cargo set for the build script.
struct BuildEnv {
    manifest_dir: PathBuf,
    out_dir: PathBuf,
    target_dir: PathBuf,
    package: String,
}

impl BuildEnv {
    fn from_env() -> Result<Self, EmitError> {
        let path = |name: &'static str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .ok_or(EmitError::NotABuildScript(name))
        };
        let manifest_dir = path("CARGO_MANIFEST_DIR")?;
        let out_dir = path("OUT_DIR")?;
        let from_env = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let triple = std::env::var("TARGET").unwrap_or_default();
        Ok(Self {
            target_dir: target_dir(from_env.as_deref(), &manifest_dir, &out_dir, &triple),
            package: std::env::var("CARGO_PKG_NAME")
                .map_err(|_| EmitError::NotABuildScript("CARGO_PKG_NAME"))?,
            manifest_dir,
            out_dir,
        })
    }
}

impl Emit {
    /// The settings that [`emit`] uses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the handlers of a library that is not a path dependency of the package.
    ///
    /// The folder is that of the library's `Cargo.toml`, relative to the package's.
    #[must_use]
    pub fn library(mut self, folder: impl Into<PathBuf>) -> Self {
        self.libraries.push(folder.into());
        self
    }

    /// Emits, and reports to cargo what was wrong.
    pub fn run(self) {
        match BuildEnv::from_env().and_then(|env| self.emit(&env, &Cfg::from_env())) {
            Ok(warnings) => {
                for warning in warnings {
                    println!("cargo::warning={}", one_line(&warning));
                }
            }
            Err(EmitError::Faults(faults)) => {
                for fault in faults {
                    println!("cargo::error={}", one_line(&fault.to_string()));
                }
            }
            Err(error) => println!("cargo::error={}", one_line(&with_causes(&error))),
        }
    }

    fn emit(&self, env: &BuildEnv, cfg: &Cfg) -> Result<Vec<String>, EmitError> {
        println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
        let emitted_path = env.out_dir.join("connect-emitted.json");
        println!(
            "cargo::rustc-env=CONNECT_EMITTED={}",
            emitted_path.display()
        );
        let write = |path: &Path, content: &str| {
            write_if_changed(path, content).map_err(|source| EmitError::Write {
                path: path.to_owned(),
                source,
            })
        };

        let package = Package::read(&env.manifest_dir)?;
        let crates = self.crates(&package, cfg)?;
        let mut files: BTreeSet<&Path> =
            crates.iter().flat_map(|c| &c.files).map(|f| &**f).collect();
        let manifest = env.manifest_dir.join("Cargo.toml");
        files.insert(&manifest);
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
        }

        if crates.iter().any(|one| one.broken) {
            // The compiler reports it better, and needs the file to get that far.
            if !emitted_path.is_file() {
                write(&emitted_path, &json(&Emitted::default()))?;
            }
            return Ok(Vec::new());
        }

        let (index, app, app_origin) = find_app(&crates)?;
        let items: Vec<&Items> = crates.iter().map(|one| &one.items).collect();
        let (properties, unresolved_of_app) =
            references::resolve_app(&items, index, app, app_origin);
        let (mut declarations, unresolved) = references::resolve(&items);
        declarations
            .sort_by(|a, b| (&a.kind, &a.key, &a.origin).cmp(&(&b.kind, &b.key, &b.origin)));
        let mut needs: Vec<_> = crates.iter().flat_map(|one| one.needs.clone()).collect();
        let mut faults = unknown_sections(&crates, &declarations);
        faults.extend(unresolved);
        faults.extend(unresolved_of_app);
        let mut warnings = unlisted_warnings(&crates);
        #[cfg(feature = "front-end")]
        self.read_front_end(
            &package.folder,
            &declarations,
            &mut needs,
            &mut faults,
            &mut warnings,
        );
        needs.sort_by(|a, b| a.origin.cmp(&b.origin));
        // A file that two programs of the package share has been read for each of them.
        needs.dedup();
        let assembled = match assemble(&properties, &declarations, &needs) {
            Ok(assembled) if faults.is_empty() => assembled,
            Ok(_) => return Err(EmitError::Faults(faults)),
            Err(more) => {
                faults.extend(more);
                return Err(EmitError::Faults(faults));
            }
        };
        write(
            &emitted_path,
            &json(&Emitted {
                app: properties.clone(),
                declarations,
                needs,
            }),
        )?;
        let artifacts = env.target_dir.join("connect").join(&env.package);
        for (path, text) in descriptors::files(&assembled, &artifacts) {
            write(&path, &text)?;
        }
        descriptors::remove_stale(&assembled, &artifacts);
        write(
            &artifacts.join("scopes.json"),
            &scopes::json(&assembled.reasons),
        )?;
        warnings.extend(scopes::unused(&assembled.reasons, app_origin));
        warnings.extend(descriptors::needless_division(
            &properties,
            &assembled,
            app_origin,
        ));
        Ok(warnings)
    }

    /// The crates whose handlers the app has: its own, and the libraries that it links.
    fn crates(&self, package: &Package, cfg: &Cfg) -> Result<Vec<Crate>, EmitError> {
        let base = &package.folder;
        let mut crates: Vec<Crate> = package
            .library
            .iter()
            .chain(&package.programs)
            .map(|root| read::read(root, base, cfg))
            .filter(|one| {
                one.root.is_some()
                    || one.broken
                    || !one.items.annotated.is_empty()
                    || !one.needs.is_empty()
            })
            .collect();
        let named = self
            .libraries
            .iter()
            .map(|folder| (base.join(folder), true));
        let found = package
            .path_dependencies
            .iter()
            .map(|folder| (folder.clone(), false));
        let mut seen = BTreeSet::new();
        for (folder, was_named) in named.chain(found) {
            let folder = folder.canonicalize().unwrap_or(folder);
            if !seen.insert(folder.clone()) {
                continue;
            }
            let library = match Package::read(&folder) {
                Ok(library) => library,
                // Only cargo can refuse a dependency.
                Err(_) if !was_named => continue,
                Err(error) => return Err(error.into()),
            };
            let Some(root) = &library.library else {
                continue;
            };
            // Most dependencies have no handlers, and are not read beyond their root.
            if !was_named && !read::has_library_macro(root) {
                continue;
            }
            let one = read::read(root, base, cfg);
            if matches!(one.root, Some(Root::Library)) {
                crates.push(one);
            } else if was_named && !one.broken {
                return Err(EmitError::Root(format!(
                    "{} has no library!: write connect_runtime::library!(); in its root",
                    root.display()
                )));
            }
        }
        Ok(crates)
    }
}

/// The one `app!` of the package, with its crate's index and its origin.
fn find_app(crates: &[Crate]) -> Result<(usize, &App, &Origin), EmitError> {
    let apps: Vec<_> = crates
        .iter()
        .enumerate()
        .filter_map(|(index, one)| match &one.root {
            Some(Root::App(app, origin)) => Some((index, &**app, origin)),
            _ => None,
        })
        .collect();
    match apps.as_slice() {
        [only] => Ok(*only),
        [] => Err(EmitError::Root(
            "no app! in a crate root of this package: write connect_runtime::app! { key = \"…\" } \
             in src/main.rs or src/lib.rs"
                .to_owned(),
        )),
        [(.., first), (.., second), ..] => Err(EmitError::Root(format!(
            "{second}: a package has only one app!, and the first one is at {first}"
        ))),
    }
}

/// Locations in a section that the app does not declare: the host would show nothing.
fn unknown_sections(crates: &[Crate], declarations: &[Declaration]) -> Vec<Fault> {
    let declared: BTreeSet<&str> = declarations
        .iter()
        .filter(|declaration| matches!(&*declaration.kind, "webSections" | "webItems"))
        .map(|declaration| &*declaration.key)
        .collect();
    crates
        .iter()
        .flat_map(|one| &one.sections)
        .filter(|section| !declared.contains(&*section.name))
        .map(|section| Fault {
            message: format!(
                "this app declares no web section {:?}, so the host would show nothing there",
                section.name
            ),
            origin: Some(section.origin.clone()),
        })
        .collect()
}

fn unlisted_warnings(crates: &[Crate]) -> Vec<String> {
    crates
        .iter()
        .flat_map(|one| &one.unlisted)
        .map(|use_| {
            format!(
                "{}: {1:?} is accepted because of unlisted({1:?}); connect's tables do not know it",
                use_.origin, use_.name
            )
        })
        .collect()
}

/// Compact JSON; a value of ours always has one.
fn json(emitted: &Emitted) -> String {
    serde_json::to_string(emitted).unwrap_or_else(|_| "{}".to_owned())
}

/// An error with its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Cargo reads one line for each message.
fn one_line(message: &str) -> String {
    message.replace('\n', " — ")
}

#[cfg(test)]
mod tests;
