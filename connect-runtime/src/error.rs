//! The error that handlers return, and how it reaches the log instead of the browser.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::error_answer::ErrorAnswer;
use crate::extract::{AnonymousUser, InvalidContext, MissingContext, OtherContext};

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any failure of a handler.
///
/// Every standard error converts into one through `?`; [`Context`] adds what was being done, and
/// also converts an `Option`, text and boxed errors. The caller gets status 500, or the one set by
/// [`Error::with_status`], and a body without details; the error, with its causes, goes to `tracing`
/// once, with the tenant and the module it happened in. So never put a secret into an error's text.
///
/// It converts into `Box<dyn Error>` and `Box<dyn Error + Send + Sync>` through `?` as well.
///
/// ```
/// use connect_runtime::prelude::*;
///
/// fn weight(text: Option<&str>) -> Result<u32> {
///     let text = text.context("the weight is missing")?;
///     text.parse().with_context(|| format!("the weight is `{text}`"))
/// }
///
/// assert_eq!(weight(None).unwrap_err().to_string(), "the weight is missing");
/// assert_eq!(
///     weight(Some("heavy")).unwrap_err().to_string(),
///     "the weight is `heavy`: invalid digit found in string"
/// );
/// ```
#[derive(Clone)]
pub struct Error {
    cause: Arc<dyn StdError + Send + Sync>,
    status: Option<StatusCode>,
}

impl Error {
    /// Creates an error from another, which becomes its cause, or from text.
    ///
    /// It accepts what anyhow's does, and also text, boxed errors and `anyhow::Error` itself.
    ///
    /// ```
    /// use connect_runtime::prelude::*;
    ///
    /// fn half(votes: u32) -> Result<u32> {
    ///     if votes % 2 == 1 {
    ///         return Err(Error::new(format!("{votes} votes have no half")));
    ///     }
    ///     Ok(votes / 2)
    /// }
    ///
    /// let read: Result<u32> = Err("a sentence").map_err(Error::new);
    /// # assert!(half(3).is_err() && read.is_err());
    /// let number = "many".parse::<u32>().map_err(Error::new).unwrap_err();
    /// assert!(number.downcast_ref::<std::num::ParseIntError>().is_some());
    /// ```
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::from_boxed(error.into())
    }

    /// Creates an error that is only a message, from anything that implements `Display`.
    ///
    /// ```
    /// use connect_runtime::prelude::*;
    ///
    /// let refused: Result<()> = Err(404).map_err(Error::msg);
    /// assert_eq!(refused.unwrap_err().to_string(), "404");
    /// ```
    pub fn msg(message: impl fmt::Display) -> Self {
        Self::of(Message(message.to_string()))
    }

    /// Creates an error from one that is already boxed.
    pub fn from_boxed(error: Box<dyn StdError + Send + Sync>) -> Self {
        match error.downcast::<Wrapped>() {
            Ok(wrapped) => wrapped.0,
            Err(other) => Self {
                cause: other.into(),
                status: None,
            },
        }
    }

    fn of(error: impl StdError + Send + Sync + 'static) -> Self {
        Self {
            cause: Arc::new(error),
            status: None,
        }
    }

    /// The same failure, with what was being done when it happened; the status is kept.
    #[must_use]
    pub fn context(self, doing: impl fmt::Display) -> Self {
        Self {
            status: self.status(),
            cause: Arc::new(WithContext {
                doing: doing.to_string(),
                cause: self.cause,
            }),
        }
    }

    /// Responds with this status instead of 500. A status below 400, which would turn a failure
    /// into a success, counts as 500.
    ///
    /// ```
    /// use connect_runtime::axum::http::StatusCode;
    /// use connect_runtime::prelude::*;
    ///
    /// fn vote(of: Option<u32>) -> Result<u32> {
    ///     of.context("there is no such vote").with_status(StatusCode::NOT_FOUND)
    /// }
    ///
    /// assert_eq!(vote(None).unwrap_err().status(), Some(StatusCode::NOT_FOUND));
    /// ```
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        let fails = status.is_client_error() || status.is_server_error();
        self.status = Some(if fails {
            status
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        });
        self
    }

    /// The status of the response, if it is not 500. Rejections of this crate's extractors, such as
    /// [`AnonymousUser`], have their own.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status.or_else(|| own_status(&*self.cause))
    }

    /// Marks the failure as permanent: a webhook, hook or job that fails with it is dead at once
    /// and not retried. Has no effect on a request.
    ///
    /// ```
    /// use connect_runtime::prelude::*;
    ///
    /// #[job]
    /// async fn greet(job: Job<String>) -> Result<()> {
    ///     if job.is_empty() {
    ///         return Err(Error::new("there is nobody to greet").for_good());
    ///     }
    ///     Ok(())
    /// }
    /// # connect_runtime::library!();
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn for_good(self) -> Self {
        self.with_again(Again::Never)
    }

    /// Sets when a webhook, hook or job that fails with this is retried, instead of the usual delay.
    /// Has no effect on a request.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        self.with_again(Again::After(wait))
    }

    fn with_again(self, again: Again) -> Self {
        Self {
            status: self.status(),
            cause: Arc::new(WithAgain {
                again,
                cause: self.cause,
            }),
        }
    }

    /// When a job that failed with this is retried. The outermost marker counts.
    pub(crate) fn again(&self) -> Again {
        let first: &(dyn StdError + 'static) = &*self.cause;
        std::iter::successors(Some(first), |&cause| cause.source())
            .find_map(|cause| cause.downcast_ref::<WithAgain>())
            .map_or(Again::AsUsual, |found| found.again)
    }

    /// This error and its causes, outermost first: what was being done, and finally why it failed.
    pub fn chain(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        let first: &(dyn StdError + 'static) = &*self.cause;
        let all = std::iter::successors(Some(first), |&cause| cause.source());
        // It only holds when to retry; it displays as its cause.
        all.filter(|cause| !cause.is::<WithAgain>())
    }

    /// The last of the [chain](Self::chain): why it failed.
    #[must_use]
    pub fn root_cause(&self) -> &(dyn StdError + 'static) {
        self.chain().last().unwrap_or(&*self.cause)
    }

    /// The first error of this type in the [chain](Self::chain).
    ///
    /// ```
    /// use connect_runtime::prelude::*;
    ///
    /// let read = std::fs::read_to_string("/no/such/file").context("the greeting can't be read");
    /// let cause = read.unwrap_err().downcast_ref::<std::io::Error>().map(|error| error.kind());
    /// assert_eq!(cause, Some(std::io::ErrorKind::NotFound));
    /// ```
    #[must_use]
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.chain().find_map(|cause| cause.downcast_ref())
    }

    /// Whether an error of this type is in the [chain](Self::chain).
    #[must_use]
    pub fn is<E: StdError + 'static>(&self) -> bool {
        self.downcast_ref::<E>().is_some()
    }

    /// The error that was wrapped.
    #[must_use]
    pub fn cause(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.cause
    }
}

/// The status of one of the runtime's rejections that is returned unchanged.
fn own_status(cause: &(dyn StdError + 'static)) -> Option<StatusCode> {
    if cause.is::<AnonymousUser>() || cause.is::<OtherContext>() {
        return Some(StatusCode::FORBIDDEN);
    }
    let is_bad = cause.is::<MissingContext>() || cause.is::<InvalidContext>();
    is_bad.then_some(StatusCode::BAD_REQUEST)
}

/// Not `std::error::Error` itself, because otherwise not every standard error could convert through
/// `?`.
impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        // One that was boxed is unwrapped again.
        match (&error as &dyn Any).downcast_ref::<Wrapped>() {
            Some(Wrapped(error)) => error.clone(),
            None => Self::of(error),
        }
    }
}

/// Adds what was being done to a failure, like anyhow's trait of the same name; the result's error
/// becomes an [`Error`].
///
/// Implemented for `Result` with any error, boxed or not, or with text, and for `Option`.
///
/// ```
/// use connect_runtime::prelude::*;
///
/// fn greeting() -> Result<String> {
///     std::fs::read_to_string("/no/such/file").context("the greeting can't be read")
/// }
///
/// assert!(greeting().unwrap_err().to_string().starts_with("the greeting can't be read: "));
/// ```
pub trait Context<T>: Sized {
    /// Adds what was being done.
    ///
    /// # Errors
    /// The failure, if there is one.
    fn context(self, doing: impl fmt::Display) -> Result<T>;

    /// As [`Context::context`], with text that is only built when needed.
    ///
    /// # Errors
    /// The failure, if there is one.
    fn with_context<D: fmt::Display>(self, doing: impl FnOnce() -> D) -> Result<T>;

    /// Sets the status of the response; see [`Error::with_status`].
    ///
    /// # Errors
    /// The failure, if there is one.
    fn with_status(self, status: StatusCode) -> Result<T>;
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> Context<T> for Result<T, E> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Error::from_boxed(error.into()).context(doing))
    }

    fn with_context<D: fmt::Display>(self, doing: impl FnOnce() -> D) -> Result<T> {
        self.map_err(|error| Error::from_boxed(error.into()).context(doing()))
    }

    fn with_status(self, status: StatusCode) -> Result<T> {
        self.map_err(|error| Error::from_boxed(error.into()).with_status(status))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.ok_or_else(|| Error::msg(doing))
    }

    fn with_context<D: fmt::Display>(self, doing: impl FnOnce() -> D) -> Result<T> {
        self.ok_or_else(|| Error::msg(doing()))
    }

    fn with_status(self, status: StatusCode) -> Result<T> {
        self.ok_or_else(|| Error::new("nothing was found").with_status(status))
    }
}

/// When a failed job is retried, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// As configured.
    AsUsual,
    /// After this time.
    After(Duration),
    /// Not at all.
    Never,
}

/// A failure, and when to retry it. Displays as the failure itself.
#[derive(Debug)]
struct WithAgain {
    again: Again,
    cause: Arc<dyn StdError + Send + Sync>,
}

impl fmt::Display for WithAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.cause, f)
    }
}

impl StdError for WithAgain {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

/// A failure, and what was being done.
#[derive(Debug)]
struct WithContext {
    doing: String,
    cause: Arc<dyn StdError + Send + Sync>,
}

impl fmt::Display for WithContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)
    }
}

impl StdError for WithContext {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

/// The error and its causes on one line.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&WithCauses(&*self.cause), f)
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
            // Errors of other crates may already end with their cause.
            if !last.ends_with(&text) {
                write!(f, ": {text}")?;
            }
            last = text;
        }
        Ok(())
    }
}

/// Lets `?` convert it where any error is returned.
impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        Box::new(Wrapped(error))
    }
}

/// Lets `?` convert it where any error is returned.
impl From<Error> for Box<dyn StdError + Send + Sync> {
    fn from(error: Error) -> Self {
        Box::new(Wrapped(error))
    }
}

/// A handler's error as a standard error, which [`Error`] itself can't be.
struct Wrapped(Error);

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.cause, f)
    }
}

impl StdError for Wrapped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.source()
    }
}

/// Same as [`Display`](fmt::Display), because a `main` that returns the error prints it this way.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response =
            ErrorAnswer::new(self.status().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
                .into_response();
        // The route knows the tenant and the module; it takes the error out again and reports it.
        response.extensions_mut().insert(Reported(self));
        response
    }
}

/// An error on its way from the handler to the route that reports it.
#[derive(Clone)]
pub(crate) struct Reported(pub(crate) Error);

impl Reported {
    /// Logs it with its causes: a fault of the app as an error, a refusal chosen by the handler as
    /// a warning.
    pub(crate) fn log(&self, tenant: Option<&str>, module: &str) {
        let Self(error) = self;
        match error.status() {
            Some(status) if status.is_client_error() => {
                let status = status.as_u16();
                tracing::warn!(tenant, module, status, %error, "a handler refused");
            }
            _ => tracing::error!(tenant, module, %error, "a handler failed"),
        }
    }
}

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
    fn context_comes_first_and_the_status_is_kept() {
        let error = fails().context("the weight").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the weight: the outer: invalid digit found in string"
        );
        let missing: Option<()> = None;
        let error = missing
            .with_status(StatusCode::NOT_FOUND)
            .with_context(|| "the vote")
            .unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
        assert_eq!(error.to_string(), "the vote: nothing was found");
        let ok: Result<u8, std::num::ParseIntError> = "7".parse();
        assert_eq!(ok.context("unused").unwrap(), 7);
        let success = Error::new("x").with_status(StatusCode::OK);
        assert_eq!(success.into_response().status(), 500);
    }

    #[test]
    fn text_and_boxes_have_context_too() {
        let texts: [Result<(), Error>; 3] = [
            Err::<(), _>("why").context("what"),
            Err::<(), _>("why".to_owned()).context("what"),
            Err::<(), Box<dyn StdError + Send + Sync>>("why".into()).context("what"),
        ];
        for text in texts {
            assert_eq!(text.unwrap_err().to_string(), "what: why");
        }
    }

    #[test]
    fn what_is_wrapped_is_the_cause_and_can_be_retrieved() {
        let number = || "x".parse::<u32>().unwrap_err();
        let error = Error::new(Outer(number())).context("what").for_good();
        let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
        assert_eq!(
            chain,
            ["what", "the outer", "invalid digit found in string"]
        );
        assert_eq!(error.root_cause().to_string(), chain[2]);
        assert!(error.is::<Outer>() && error.is::<std::num::ParseIntError>());
        assert!(!error.is::<std::io::Error>());
        assert!(Error::from(number()).is::<std::num::ParseIntError>());
        let boxed: Box<dyn StdError + Send + Sync> = number().into();
        assert!(Error::new(boxed).is::<std::num::ParseIntError>());
        // One of our errors stays as it was.
        let again = Error::new(Error::msg("why").with_status(StatusCode::CONFLICT));
        assert_eq!(again.status(), Some(StatusCode::CONFLICT));
        assert_eq!(Error::new("why").to_string(), "why");
        assert_eq!(Error::msg(format_args!("why {}", 7)).to_string(), "why 7");
    }

    #[test]
    fn an_error_survives_being_boxed() {
        fn boxed() -> Result<(), Box<dyn StdError + Send + Sync>> {
            Err(Error::new("why").with_status(StatusCode::CONFLICT))?;
            Ok(())
        }
        fn unsendable() -> Result<(), Box<dyn StdError>> {
            Err(Error::new("why").context("what"))?;
            Ok(())
        }
        let back = boxed().context("what").unwrap_err();
        assert_eq!(back.status(), Some(StatusCode::CONFLICT));
        assert_eq!(back.to_string(), "what: why");
        let unsendable = unsendable().unwrap_err();
        assert_eq!(WithCauses(&*unsendable).to_string(), "what: why");
        assert_eq!(format!("{unsendable:?}"), "what: why");
    }

    #[test]
    fn how_often_it_is_tried_is_set_once_and_not_shown() {
        assert_eq!(Error::new("why").again(), Again::AsUsual);
        let error = Error::new("why").for_good().context("what");
        assert_eq!(error.again(), Again::Never);
        assert_eq!(error.to_string(), "what: why");
        let wait = Duration::from_secs(5);
        let error = Error::from(AnonymousUser).retry_after(wait);
        assert_eq!(error.again(), Again::After(wait));
        assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
        let boxed: Box<dyn StdError + Send + Sync> = error.into();
        assert_eq!(Error::from_boxed(boxed).again(), Again::After(wait));
        assert_eq!(
            Error::new("why").for_good().retry_after(wait).again(),
            Again::After(wait)
        );
    }

    #[test]
    fn a_rejection_keeps_its_status() {
        let error = Error::from(AnonymousUser).context("voting");
        assert_eq!(error.into_response().status(), StatusCode::FORBIDDEN);
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
