//! Maintenance of the project, as ordinary Rust: `cargo run -p xtask -- facts --from <folder>`.

mod facts;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
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
    /// Regenerates the fact tables from a folder of fact files.
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
}

fn main() -> ExitCode {
    let Command::Facts { from, to, check } = Arguments::parse().command;
    let tables = match facts::derive(&from) {
        Ok(tables) => tables,
        Err(error) => return fail(&error.to_string()),
    };
    let outcome = if check {
        facts::check(&to, &tables)
    } else {
        facts::write(&to, &tables)
    };
    match outcome {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(difference)) => fail(&difference),
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {}", message.trim_end());
    ExitCode::FAILURE
}
