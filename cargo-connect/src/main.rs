//! `cargo connect`: the command line of the framework.

mod command;
mod dev;

use std::process::ExitCode;

use clap::Parser;

use command::{Cargo, Command};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Cargo::Connect(connect) = Cargo::parse();
    let outcome = match connect.command {
        Command::Dev(options) => dev::run(&options).await,
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(source) = cause {
                eprintln!("  caused by: {source}");
                cause = source.source();
            }
            ExitCode::FAILURE
        }
    }
}
