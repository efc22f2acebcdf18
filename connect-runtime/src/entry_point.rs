//! The program's `main`.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::process::{ExitCode, Termination};

use crate::error::WithCauses;

/// Runs an async `main` on a multi-threaded tokio runtime.
///
/// The expansion calls `report` on a reference to a reference to the result. Four traits have that
/// method: rustc removes one `&` after the other and picks the first trait that fits what `main`
/// returned.
pub fn run_main<F: Future<Output: MainResult>>(main: fn() -> F) -> Returned<F::Output> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => Returned::new(runtime.block_on(main())),
        Err(error) => {
            eprintln!("error: the operating system refused to start worker threads: {error}");
            Returned(Cell::new(None))
        }
    }
}

/// The types that an async `main` may return: the same as std's.
#[diagnostic::on_unimplemented(
    message = "`main` can't return `{Self}`",
    label = "not a result of a program",
    note = "write `async fn main() -> Result<()>`; its error is any that is `Debug`"
)]
pub trait MainResult: Termination {}

#[diagnostic::do_not_recommend]
impl<T: Termination> MainResult for T {}

/// The result of an async `main`; `None` if it could not be run.
pub struct Returned<T>(Cell<Option<T>>);

impl<T> Returned<T> {
    fn new(value: T) -> Self {
        Self(Cell::new(Some(value)))
    }

    fn with(&self, report: impl FnOnce(T) -> ExitCode) -> ExitCode {
        self.0.take().map_or(ExitCode::FAILURE, report)
    }
}

impl<T> fmt::Debug for Returned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returned")
    }
}

/// A result whose error is printed with its causes.
pub trait ReportError {
    /// Returns the exit status, and prints the error, if any.
    fn report(self) -> ExitCode;
}

/// The same for an error that is not `Send`.
pub trait ReportLocalError {
    /// Returns the exit status, and prints the error, if any.
    fn report(self) -> ExitCode;
}

/// Anything else that std's `main` may return, reported as std reports it.
pub trait ReportAnything {
    /// Returns the exit status, and prints the error, if any.
    fn report(self) -> ExitCode;
}

impl<T: Termination, E: Into<Box<dyn Error + Send + Sync>>> ReportError
    for &&&Returned<Result<T, E>>
{
    fn report(self) -> ExitCode {
        self.with(|result| match result {
            Ok(value) => value.report(),
            Err(error) => failed(&*error.into()),
        })
    }
}

impl<T: Termination, E: Into<Box<dyn Error>>> ReportLocalError for &&Returned<Result<T, E>> {
    fn report(self) -> ExitCode {
        self.with(|result| match result {
            Ok(value) => value.report(),
            Err(error) => failed(&*error.into()),
        })
    }
}

impl<T: Termination> ReportAnything for &Returned<T> {
    fn report(self) -> ExitCode {
        self.with(Termination::report)
    }
}

/// Never called: [`run_main`] rejects such a result, and this avoids a second error.
pub trait ReportNothing {
    /// A failure.
    fn report(self) -> ExitCode;
}

impl<T> ReportNothing for Returned<T> {
    fn report(self) -> ExitCode {
        ExitCode::FAILURE
    }
}

fn failed(error: &(dyn Error + 'static)) -> ExitCode {
    eprintln!("error: {}", WithCauses(error));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(
        clippy::needless_borrow,
        reason = "as the expansion does it, whatever the type"
    )]
    fn whatever_std_s_main_may_return() {
        #[derive(Debug)]
        struct NoError;

        type Shared = Box<dyn Error + Send + Sync>;
        let failure = ExitCode::FAILURE;
        let reports = [
            (
                (&&&Returned::new(Ok::<(), Shared>(()))).report(),
                ExitCode::SUCCESS,
            ),
            (
                (&&&Returned::new(Err::<(), Shared>("a".into()))).report(),
                failure,
            ),
            (
                (&&&Returned::new(Err::<(), Box<dyn Error>>("b".into()))).report(),
                failure,
            ),
            (
                (&&&Returned::new(Err::<(), _>(crate::Error::new("c")))).report(),
                failure,
            ),
            ((&&&Returned::new(Err::<(), _>("d"))).report(), failure),
            ((&&&Returned::new(Err::<(), _>(NoError))).report(), failure),
            ((&&&Returned::new(())).report(), ExitCode::SUCCESS),
            (
                (&&&Returned::new(ExitCode::from(3))).report(),
                ExitCode::from(3),
            ),
        ];
        for (number, (report, expected)) in reports.into_iter().enumerate() {
            assert_eq!(report, expected, "{number}");
        }
    }
}
