//! Handlers that are still to be written, as an import leaves them.

use std::panic::{Location, resume_unwind};

/// What [`not_written!`](crate::not_written) unwinds with: where the handler is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotWritten(pub(crate) &'static Location<'static>);

/// Ends the handler that calls it. Nothing is printed: it is not a failure, and the answer says
/// where to go on.
#[doc(hidden)]
#[track_caller]
pub fn __not_written() -> ! {
    resume_unwind(Box::new(NotWritten(Location::caller())))
}

/// The body of a handler that is still to be written, as an import leaves it: the page shows
/// `not written yet: src/jira.rs:8` with status 501, and the app serves its other modules.
///
/// It takes the arguments that the body will use, so that rustc doesn't call them unused. While one
/// is left, the build doesn't report scopes that nothing needs.
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
