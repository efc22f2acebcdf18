//! `cargo connect`: the command line of the framework.

mod check;
mod command;
mod counted;
mod dev;
mod forge;
mod import;
mod new;
mod products;
mod scopes;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use command::{Cargo, Command};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Cargo::Connect(connect) = Cargo::parse();
    match connect.command {
        Command::New(options) => status(new::run(&options).map(|()| true), ExitCode::FAILURE),
        Command::Dev(options) => status(dev::run(&options).await, ExitCode::FAILURE),
        // 1 means that the scopes increased, so errors have another status.
        Command::Scopes(options) => status(scopes::run(&options).await, ExitCode::from(2)),
        Command::Forge(options) => status(forge::run(&options).await, ExitCode::from(2)),
        // 1 means that the app has an error.
        Command::Check(options) => status(check::run(&options).await, ExitCode::from(2)),
        Command::Import(options) => status(import::run(&options).map(|()| true), ExitCode::FAILURE),
    }
}

/// The exit status; prints an error with its causes.
fn status<E: std::error::Error>(outcome: Result<bool, E>, failed: ExitCode) -> ExitCode {
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
            failed
        }
    }
}
