//! Where a handler's arguments come from.
//!
//! The types of the arguments are inferred from the function's signature: if an expansion named
//! them, rustc would report a type that doesn't exist twice.

use std::fmt;
use std::pin::Pin;

use axum::extract::{FromRequest, FromRequestParts};
use serde::de::DeserializeOwned;

use super::call::{ContextValue, HandlerCall, RejectionResponse};
use crate::jobs::Job;

/// Where the value of an argument comes from.
pub enum Source<S, T> {
    /// A context parameter, read synchronously.
    Context(
        fn(&HandlerCall<S>, &'static str) -> Result<T, RejectionResponse>,
        &'static str,
    ),
    /// An extractor, which may have to wait for the body.
    Extractor(for<'a> fn(&'a mut HandlerCall<S>) -> Extraction<'a, T>),
}

/// An argument's value, or a future of it.
pub enum Extraction<'a, T> {
    /// The runtime already has it: no waiting and no allocation.
    AtHand(T),
    /// An axum extractor takes it from the request.
    Extractor(ExtractFuture<'a, T>),
}

impl<T> fmt::Debug for Extraction<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extraction")
    }
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
    /// Extracts the value. Arguments are extracted in declaration order.
    pub(super) async fn extract(self, call: &mut HandlerCall<S>) -> Result<T, RejectionResponse> {
        match self {
            Self::Context(read, name) => read(call, name),
            Self::Extractor(extract) => match extract(call) {
                Extraction::AtHand(value) => Ok(value),
                Extraction::Extractor(future) => future.await,
            },
        }
    }
}

impl<S, T> fmt::Debug for Source<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

/// A context parameter.
#[must_use]
pub fn context<S, T, M>(name: &'static str) -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: ContextValue<M> + Send + 'static,
    M: 'static,
{
    Source::Context(HandlerCall::context::<T, M>, name)
}

/// An argument that others follow, so it is extracted from the request's head.
#[must_use]
pub fn early<S, T, M>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: Extracted<S, M> + Send + 'static,
    M: BeforeTheLast<T> + 'static,
{
    Source::Extractor(extract)
}

/// The last extractor, which may consume the body.
#[must_use]
pub fn last<S, T, M>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: Extracted<S, M> + Send + 'static,
    M: 'static,
{
    Source::Extractor(extract)
}

fn extract<S, T, M>(call: &mut HandlerCall<S>) -> Extraction<'_, T>
where
    S: Send + Sync + 'static,
    T: Extracted<S, M> + Send + 'static,
    M: 'static,
{
    match call.at_hand() {
        Some(value) => Extraction::AtHand(value),
        None => Extraction::Extractor(Box::pin(T::extract(call))),
    }
}

/// The arguments of a job, written as `Job<…>`. Deserialization errors refer to the inner type rather
/// than to the whole.
#[must_use]
pub fn job_arguments<S, T>() -> Source<S, Job<T>>
where
    S: Send + Sync + 'static,
    T: DeserializeOwned + Send + 'static,
{
    Source::Extractor(extract)
}

/// `State<…>`, whose type is named at the crate root.
#[must_use]
pub fn state<S, T>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: OfTheState<S> + Send + 'static,
{
    Source::Extractor(|call| Extraction::Extractor(Box::pin(call.part())))
}

/// A handler's argument that is not a context parameter: an axum extractor. `M` distinguishes those
/// that take the body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be an argument of a handler",
    label = "not an extractor",
    note = "what was sent is `Event<…>` in a webhook, `Job<…>` in a job, else `Json<…>` or `Form<…>`; other \
            arguments are `#[context(\"…\")]` parameters, or types that implement axum's `FromRequestParts`",
    note = "what is read from a body or a query, such as the `T` of `Event<T>`, has `#[derive(Deserialize)]`"
)]
pub trait Extracted<S, M>: Sized {
    /// Extracts the value from the request.
    fn extract(
        call: &mut HandlerCall<S>,
    ) -> impl Future<Output = Result<Self, RejectionResponse>> + Send;
}

/// Marks an extractor that reads the request's head.
#[derive(Debug)]
pub struct FromHead;

/// Marks an extractor that takes the request's body.
#[derive(Debug)]
pub struct FromBody;

#[diagnostic::do_not_recommend]
impl<S, T> Extracted<S, FromHead> for T
where
    S: Send + Sync + 'static,
    T: FromRequestParts<S>,
{
    async fn extract(call: &mut HandlerCall<S>) -> Result<Self, RejectionResponse> {
        call.part().await
    }
}

#[diagnostic::do_not_recommend]
impl<S, T> Extracted<S, FromBody> for T
where
    S: Send + Sync + 'static,
    T: FromRequest<S>,
{
    async fn extract(call: &mut HandlerCall<S>) -> Result<Self, RejectionResponse> {
        call.last().await
    }
}

/// A type that can be extracted as an argument other than the last.
#[diagnostic::on_unimplemented(
    message = "`{T}` takes the body of the request, so it must be the last argument",
    label = "takes the body",
    note = "move it to the end; a request has one body, so one argument can take it"
)]
pub trait BeforeTheLast<T> {}

impl<T> BeforeTheLast<T> for FromHead {}

/// A `State<…>` that can be extracted from the crate's state `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not part of the crate's state, which is `{S}`",
    label = "the handlers of this crate have no such state",
    note = "name its type in the crate root: `app! {{ state = AppState, … }}`; parts of it implement \
            axum's `FromRef`"
)]
pub trait OfTheState<S>: FromRequestParts<S> {}

#[diagnostic::do_not_recommend]
impl<S, T: FromRequestParts<S>> OfTheState<S> for T {}
