//! Where the value of a handler's argument comes from.

use std::fmt;
use std::pin::Pin;

use axum::extract::{FromRequest, FromRequestParts};

use super::call::{ContextValue, HandlerCall, RejectionResponse};

/// Where the value of an argument comes from.
pub enum Source<S, T> {
    /// A context parameter, which is read without waiting.
    Context(
        fn(&HandlerCall<S>, &'static str) -> Result<T, RejectionResponse>,
        &'static str,
    ),
    /// An extractor, which may have to wait for the body.
    Extractor(for<'a> fn(&'a mut HandlerCall<S>) -> ExtractFuture<'a, T>),
}

/// The future of one extraction. Boxed, so that a type that is not an extractor is reported once:
/// the extractor's own future type would repeat the error wherever it is named.
type ExtractFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, RejectionResponse>> + Send + 'a>>;

impl<S, T> Clone for Source<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T> Copy for Source<S, T> {}

impl<S: Send + Sync, T> Source<S, T> {
    /// Extracts the value. Arguments are extracted in the order in which they are written.
    pub(super) async fn extract(self, call: &mut HandlerCall<S>) -> Result<T, RejectionResponse> {
        match self {
            Self::Context(read, name) => read(call, name),
            Self::Extractor(extract) => extract(call).await,
        }
    }
}

impl<S, T> fmt::Debug for Source<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

/// A context parameter that must be present.
#[must_use]
pub fn context<S, T>(name: &'static str) -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: ContextValue + Send + 'static,
{
    Source::Context(HandlerCall::context, name)
}

/// A context parameter that may be missing.
#[must_use]
pub fn optional<S, T>(name: &'static str) -> Source<S, Option<T>>
where
    S: Send + Sync + 'static,
    T: ContextValue + Send + 'static,
{
    Source::Context(HandlerCall::optional, name)
}

/// An argument that is extracted from the request's head.
#[must_use]
pub fn part<S, T>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: FromRequestParts<S> + Send + 'static,
{
    Source::Extractor(|call| Box::pin(call.part()))
}

/// The last argument, which may consume the body.
#[must_use]
pub fn last<S, T, M>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: FromRequest<S, M> + Send + 'static,
    M: 'static,
{
    Source::Extractor(|call| Box::pin(call.last::<T, M>()))
}
