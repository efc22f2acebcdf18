//! Maintenance of the project, as ordinary Rust: `cargo run -p xtask -- facts --from <folder>`
//! for the tables and all that is made from them, `cargo run -p xtask -- documents` for the
//! documents alone.

mod documents;
mod facts;

use clap::{Parser, Subcommand};
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
    /// Regenerates the fact tables from a folder of fact files, then the documents.
    Facts {
        /// The folder with `modules.json`, `locations.json` and the others.
        #[arg(long)]
        from: PathBuf,
        /// The folder of the tables.
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../connect-model/facts"))]
        to: PathBuf,
        /// Writes nothing: compares, prints the difference, ends with status 1 when there is one.
        #[arg(long)]
        check: bool,
    },
    /// Regenerates the documents, which follow from the tables and from the compile-time cases.
    Documents {
        /// Writes nothing: compares, says what differs, ends with status 1 when something does.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Facts { from, to, check } => make_facts(&from, &to, check),
        Command::Documents { check } => make_documents(check),
    };
    match outcome {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(difference)) => fail(&difference),
        Err(error) => fail(&error.to_string()),
    }
}

type Outcome = Result<Option<String>, Box<dyn std::error::Error>>;

fn make_facts(from: &Path, to: &Path, check: bool) -> Outcome {
    let tables = facts::derive(from)?;
    if check {
        if let Some(difference) = facts::check(to, &tables)? {
            return Ok(Some(difference));
        }
        // The tables are those that this program was built with, so its documents count.
        return make_documents(true);
    }
    facts::write(to, &tables)?;
    // The documents follow from the tables that were just written: a new build must make them.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let made = std::process::Command::new(cargo)
        .args(["run", "--quiet", "-p", "xtask", "--", "documents"])
        .current_dir(root())
        .status()?;
    Ok((!made.success()).then(|| "the tables are written, the documents are not".to_owned()))
}

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

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {}", message.trim_end());
    ExitCode::FAILURE
}
