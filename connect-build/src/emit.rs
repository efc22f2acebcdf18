//! The whole run of the build script, and what it reports to cargo.

mod cacheable;
mod ceiling;
mod descriptors;
mod empty_context;
mod forge;
mod outcome;
mod roots;
mod scopes;
mod translations;
mod unguarded;

use std::path::{Path, PathBuf};

use connect_model::assemble::Fault;
use connect_model::declaration::Emitted;
use connect_model::descriptor::Descriptor;
use connect_syntax::assets;

use crate::cfg::Cfg;
use crate::output::{target_dir, write_if_changed};
use crate::package::PackageError;
pub use forge::shell::write as write_shell;
use outcome::{Outcome, Verdict};

/// Emits the descriptor of the package whose build script this is.
///
/// Faults that only the whole app shows are build errors, each with `file:line:column`. What the
/// compiler can see is left to it, since it has the token: faults inside one item, names that lead
/// nowhere or to the wrong item, calls in the app's own code beyond the scopes that it grants. The last
/// good descriptor then stays in place.
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
        /// The path of the artifact.
        path: PathBuf,
        /// Why it could not be written.
        source: std::io::Error,
    },
    /// A library named by the build script is not a library of handlers.
    #[error("{} has no library!: write connect_runtime::library!(); in its root", root.display())]
    NotALibrary {
        /// The root file of the library crate.
        root: PathBuf,
    },
    /// Faults that only the whole app shows.
    #[error("the app's declarations conflict")]
    Faults(Vec<Fault>),
}

/// The environment that cargo sets for the build script.
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
    /// The default settings, which [`emit`] uses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Includes the handlers of a library that is not a path dependency of the package.
    ///
    /// `folder` is the folder of the library's `Cargo.toml`, relative to the package's.
    #[must_use]
    pub fn library(mut self, folder: impl Into<PathBuf>) -> Self {
        self.libraries.push(folder.into());
        self
    }

    /// Emits the descriptor, and reports errors and warnings to cargo.
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

    /// Emits the artifacts and returns the warnings.
    fn emit(&self, env: &BuildEnv, cfg: &Cfg) -> Result<Vec<String>, EmitError> {
        println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
        let emitted_path = env.out_dir.join("connect-emitted.json");
        println!(
            "cargo::rustc-env=CONNECT_EMITTED={}",
            emitted_path.display()
        );
        let write = |path: &Path, content: &str| {
            write_if_changed(path, content.as_bytes()).map_err(|source| EmitError::Write {
                path: path.to_owned(),
                source,
            })
        };
        let Outcome {
            mut files,
            assets,
            verdict,
        } = self.outcome(&env.manifest_dir, cfg)?;
        files.insert(env.manifest_dir.join("Cargo.toml"));
        files.extend(assets.iter().map(|folder| env.manifest_dir.join(folder)));
        let folders: Vec<&str> = assets.iter().map(String::as_str).collect();
        println!(
            "cargo::rustc-env={}={}",
            assets::VARIABLE,
            folders.join(&assets::SEPARATOR.to_string())
        );
        for file in &files {
            println!("cargo::rerun-if-changed={}", file.display());
        }
        match verdict {
            Verdict::LeftToCompiler { emitted, .. } => {
                // The compiler needs the file to get as far as its own errors.
                if emitted.is_some() || !emitted_path.is_file() {
                    write(&emitted_path, &json(&emitted.unwrap_or_default()))?;
                }
                Ok(Vec::new())
            }
            Verdict::Faults(faults) => Err(EmitError::Faults(faults)),
            Verdict::Good(good) => {
                write(&emitted_path, &json(&good.emitted))?;
                let artifacts = env.target_dir.join("connect").join(&env.package);
                for (path, text) in descriptors::files(&good.assembled, &artifacts) {
                    write(&path, &text)?;
                }
                descriptors::remove_stale(&good.assembled, &artifacts);
                if good.goes_to_forge {
                    // The manifest names them, so they are written before it.
                    for (path, text) in forge::translations(&good.texts, &artifacts) {
                        write(&path, text)?;
                    }
                } else {
                    forge::remove(&artifacts);
                }
                for (path, text) in forge::files(&good.forge, good.goes_to_forge, &artifacts) {
                    write(&path, &text)?;
                }
                if good.goes_to_forge {
                    let folder = forge::shell_folder(&artifacts);
                    forge::shell::write(&folder, &env.manifest_dir, &assets)
                        .map_err(|(path, source)| EmitError::Write { path, source })?;
                }
                let reasons = scopes::json(&good.assembled.reasons);
                write(&artifacts.join("scopes.json"), &reasons)?;
                Ok(good.warnings)
            }
        }
    }
}

/// What a build script with the default settings would report about the package in a folder:
/// the errors, or if there are none, the warnings.
///
/// # Errors
/// The package can't be read.
pub fn report(folder: &Path, cfg: &Cfg) -> Result<Report, EmitError> {
    Ok(match Emit::new().outcome(folder, cfg)?.verdict {
        Verdict::LeftToCompiler { .. } => Report::default(),
        Verdict::Faults(faults) => Report {
            errors: lines(&faults),
            warnings: Vec::new(),
        },
        Verdict::Good(good) => Report {
            errors: Vec::new(),
            warnings: good.warnings.iter().map(|text| one_line(text)).collect(),
        },
    })
}

/// The descriptor that a build script with the default settings would write for the package in a folder.
///
/// # Errors
/// What prevents it, one line each: what the build script would report, and what it would leave to the
/// compiler, if it can be seen.
pub fn descriptor(folder: &Path, cfg: &Cfg) -> Result<Descriptor, Vec<String>> {
    match Emit::new().outcome(folder, cfg) {
        Ok(outcome) => match outcome.verdict {
            Verdict::Good(good) => Ok(good.assembled.descriptor),
            Verdict::Faults(faults) => Err(lines(&faults)),
            Verdict::LeftToCompiler { unresolved, .. } if !unresolved.is_empty() => {
                Err(lines(&unresolved))
            }
            Verdict::LeftToCompiler { .. } => {
                Err(vec!["an item is not as its attribute wants it".to_owned()])
            }
        },
        Err(error) => Err(vec![one_line(&with_causes(&error))]),
    }
}

/// What a build script reports to cargo, one line each.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Errors, which end the build before the compiler runs.
    pub errors: Vec<String>,
    /// Warnings, which are printed along with the compiler's output.
    pub warnings: Vec<String>,
}

/// Compact JSON; serializing our own values can't fail.
fn json(emitted: &Emitted) -> String {
    serde_json::to_string(emitted).unwrap_or_else(|_| "{}".to_owned())
}

/// An error with its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn lines(faults: &[Fault]) -> Vec<String> {
    let line = |fault: &Fault| one_line(&fault.to_string());
    faults.iter().map(line).collect()
}

/// Joins the lines of a message, since cargo reads one line per message.
fn one_line(message: &str) -> String {
    message.replace('\n', " — ")
}

#[cfg(test)]
mod tests;
