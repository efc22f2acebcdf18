//! `cargo connect`: the command line of the framework.

mod command;
mod dev;
mod import;
mod scopes;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use command::{Cargo, Command};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Cargo::Connect(connect) = Cargo::parse();
    match connect.command {
        Command::Dev(options) => status(dev::run(&options).await, ExitCode::FAILURE),
        // 1 says that the scopes increased, so that what could not be told is another number.
        Command::Scopes(options) => status(scopes::run(&options).await, ExitCode::from(2)),
        Command::Import(options) => status(import::run(&options).map(|()| true), ExitCode::FAILURE),
    }
}

/// The status to end with, after saying what went wrong.
fn status<E: std::error::Error>(outcome: Result<bool, E>, trouble: ExitCode) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(source) = cause {
                eprintln!("  caused by: {source}");
                cause = source.source();
            }
            trouble
        }
    }
}
