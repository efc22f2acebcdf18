//! Turns the fact tables into static arrays, so that a look-up is a binary search over data that
//! the linker has laid out, and nothing is read or parsed when a program starts.
//!
//! A malformed row stops the build with `file:line` and what is wrong with it.

#[path = "build/forms.rs"]
mod forms;
#[path = "build/generate.rs"]
mod generate;
#[path = "build/holds.rs"]
mod holds;
#[path = "build/operations.rs"]
mod operations;
#[path = "build/table.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=facts");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("cargo::error={message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .ok_or_else(|| format!("cargo did not set {name}"))
    };
    let facts = Path::new("facts");
    let out = variable("OUT_DIR")?;
    let write = |file: &str, code: String| {
        let path = out.join(file);
        std::fs::write(&path, code).map_err(|error| format!("{}: {error}", path.display()))
    };
    write("facts.rs", generate::all(facts)?)?;
    write("operations.rs", operations::all(facts)?)
}
