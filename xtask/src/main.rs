//! Maintenance of the project, as ordinary Rust: `cargo xtask facts` for the fact tables and the
//! Rust that is generated from them, `cargo xtask documents` for the documents, `cargo xtask shell` for the
//! script that shows pages inside Forge.

#[cfg(feature = "documents")]
mod documents;
mod facts;
mod shell;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Maintenance commands of the workspace.
#[derive(Debug, Parser)]
#[command(name = "xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Regenerates the Rust that is made from the fact tables, then the documents.
    Facts {
        /// Also regenerates the tables, from the folder with `modules.json`, `locations.json` and
        /// the others.
        #[arg(long)]
        from: Option<PathBuf>,
        /// Also regenerates the tables about Forge, from the folder with the mapping tables
        /// `modules.tsv`, `events.tsv` and the others.
        #[arg(long)]
        forge: Option<PathBuf>,
        /// Writes nothing: compares, prints the difference, and exits with status 1 if there is
        /// one.
        #[arg(long)]
        check: bool,
    },
    /// Regenerates the documents, which are made from the tables and from the compile-time cases.
    #[cfg(feature = "documents")]
    Documents {
        /// Writes nothing: compares, prints what differs, and exits with status 1 if anything does.
        #[arg(long)]
        check: bool,
    },
    /// Regenerates `shell.min.js`, which is made from `shell.js`.
    Shell {
        /// Writes nothing: compares, and exits with status 1 if it is not up to date.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Facts { from, forge, check } => {
            make_facts(from.as_deref(), forge.as_deref(), check)
        }
        #[cfg(feature = "documents")]
        Command::Documents { check } => make_documents(check),
        Command::Shell { check } => shell::make(&root(), check).map_err(Into::into),
    };
    match outcome {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(difference)) => {
            eprintln!("error: {}", difference.trim_end());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// `Some` is what differs.
type Outcome = Result<Option<String>, Box<dyn Error>>;

fn make_facts(from: Option<&Path>, forge: Option<&Path>, check: bool) -> Outcome {
    let root = root();
    if let Some(from) = from
        && let Some(difference) = facts::derive(from, &root, check)?
    {
        return Ok(Some(difference));
    }
    if let Some(forge) = forge
        && let Some(difference) = facts::derive_forge(forge, &root, check)?
    {
        return Ok(Some(difference));
    }
    if let Some(difference) = facts::generate(&root, check)? {
        return Ok(Some(difference));
    }
    // The documents are derived from the tables that this program was built with: only a new build can derive
    // them from tables that have just been written.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut documents = std::process::Command::new(cargo);
    documents
        .args(["run", "--quiet", "-p", "xtask", "--", "documents"])
        .args(check.then_some("--check"))
        .current_dir(root);
    Ok((!documents.status()?.success()).then(|| "the documents are not up to date".to_owned()))
}

#[cfg(feature = "documents")]
fn make_documents(check: bool) -> Outcome {
    let documents = documents::make(&root())?;
    if check {
        return Ok(documents::check(&root(), &documents)?);
    }
    documents::write(&root(), &documents)?;
    Ok(None)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
