//! The error that a handler returns, and how it reaches the log instead of the browser.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// What handlers return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any failure of a handler.
///
/// Every standard error becomes one through `?`. The caller gets status 500 and a body that says
/// nothing; the error, with its causes, goes to `tracing` under the tenant and the module it
/// happened in. So never put a secret into an error's text.
///
/// A handler that wants another status returns a type of its own that implements
/// [`IntoResponse`].
///
/// ```
/// use connect_runtime::prelude::*;
///
/// fn weight(text: &str) -> Result<u32> {
///     Ok(text.parse()?)
/// }
///
/// assert!(weight("heavy").is_err());
/// ```
#[derive(Clone)]
pub struct Error(Arc<dyn StdError + Send + Sync>);

impl Error {
    /// An error that is only a sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Arc::new(Message(message.into())))
    }

    /// The error that was wrapped.
    #[must_use]
    pub fn cause(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }
}

/// Not `std::error::Error` itself: only so can every standard error become one through `?`.
impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

/// The error and its causes on one line.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&WithCauses(&*self.0), f)
    }
}

/// An error and its causes on one line: `the outer: the inner`.
pub(crate) struct WithCauses<'e>(pub(crate) &'e (dyn StdError + 'static));

impl fmt::Display for WithCauses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = self.0.to_string();
        f.write_str(&last)?;
        let causes = std::iter::successors(self.0.source(), |&cause| cause.source());
        for cause in causes {
            let text = cause.to_string();
            // Other crates' errors may end with their cause already.
            if !last.ends_with(&text) {
                write!(f, ": {text}")?;
            }
            last = text;
        }
        Ok(())
    }
}

/// So that `?` takes it where any error is returned.
impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        Box::new(Wrapped(error.0))
    }
}

/// So that `?` takes it where any error is returned.
impl From<Error> for Box<dyn StdError + Send + Sync> {
    fn from(error: Error) -> Self {
        Box::new(Wrapped(error.0))
    }
}

/// A handler's error as a standard one, which [`Error`] itself can't be.
#[derive(Debug)]
struct Wrapped(Arc<dyn StdError + Send + Sync>);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Wrapped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// As [`Display`](fmt::Display): it is what a `main` that returns it prints.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response =
            (StatusCode::INTERNAL_SERVER_ERROR, "internal server error").into_response();
        // The route knows tenant and module; it takes the error out again and reports it.
        response.extensions_mut().insert(Reported(self));
        response
    }
}

/// An error on its way from the handler to the route that reports it.
#[derive(Clone)]
pub(crate) struct Reported(pub(crate) Error);

#[derive(Debug)]
struct Message(String);

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Message {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the outer")]
    struct Outer(#[source] std::num::ParseIntError);

    fn fails() -> Result<u32> {
        "x".parse().map_err(|error| Outer(error).into())
    }

    #[test]
    fn causes_follow_once() {
        let error = fails().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the outer: invalid digit found in string"
        );
        assert_eq!(format!("{error:?}"), error.to_string());
        let boxed: Box<dyn StdError + Send + Sync> = error.into();
        assert_eq!(boxed.to_string(), "the outer");
        let cause = boxed.source().unwrap().to_string();
        assert_eq!(cause, "invalid digit found in string");
    }

    #[test]
    fn the_response_does_not_show_it() {
        let response = Error::new("the password is xyzzy").into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 1000);
        let body = futures_util::FutureExt::now_or_never(body)
            .unwrap()
            .unwrap();
        assert_eq!(body, "internal server error");
    }
}
