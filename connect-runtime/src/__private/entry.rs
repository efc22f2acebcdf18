//! Where expansions hand over: a handler's future, and a program's `main`.

use std::fmt::Display;
use std::process::ExitCode;

use axum::response::Response;

use super::call::{Answer, Refused};

/// The future of one call. The name is the rule: rustc prints it when a handler breaks it.
pub fn handler_future_must_be_send<F>(future: F) -> Answer
where
    F: Future<Output = Result<Response, Refused>> + Send + 'static,
{
    Box::pin(future)
}

/// Runs an async `main` on the framework's runtime. An error is printed with its causes, and the
/// exit status is 1.
pub fn main<F, E>(main: fn() -> F) -> ExitCode
where
    F: Future<Output = Result<(), E>>,
    E: Display,
{
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the operating system refused to start worker threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(main()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
