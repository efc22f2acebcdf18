//! A program's `main`.

use std::error::Error;
use std::process::ExitCode;

use crate::error::WithCauses;

/// Runs an async `main` on a multi-threaded tokio runtime. An error is printed with its causes, and the
/// exit status is 1.
pub fn main<F, E>(main: fn() -> F) -> ExitCode
where
    F: Future<Output = Result<(), E>>,
    E: Into<Box<dyn Error>>,
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
            let error: Box<dyn Error> = error.into();
            eprintln!("error: {}", WithCauses(&*error));
            ExitCode::FAILURE
        }
    }
}
