//! Placeholders for handlers that an import leaves to be written.

use std::panic::{Location, resume_unwind};

/// The panic payload of [`not_written!`](crate::not_written): the handler's location.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotWritten(pub(crate) &'static Location<'static>);

/// Ends the calling handler. Prints nothing: it is not a failure, and the response says where to
/// continue.
#[doc(hidden)]
#[track_caller]
pub fn __not_written() -> ! {
    resume_unwind(Box::new(NotWritten(Location::caller())))
}

/// The body of a handler that an import leaves to be written: the page shows `not written yet:
/// src/jira.rs:8` with status 501, and the app serves its other modules.
///
/// It takes the arguments that the body will use, so that rustc doesn't report them as unused.
/// While any is left, the build doesn't report unneeded scopes.
///
/// ```
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
/// async fn votes(#[context("issue.key")] issue_key: String) -> Page {
///     not_written!(issue_key)
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! not_written {
    ($($argument:expr),* $(,)?) => {{
        $(let _ = &$argument;)*
        $crate::__not_written()
    }};
}
