//! A handler as the runtime calls it: the user's function, and for each of its arguments a
//! [`Source`] that takes its value from the call.
//!
//! An expansion names the function and the sources; what is generic over them is written, checked
//! and compiled once, here.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts};
use axum::response::Response;

use super::call::{Answer, Bound, Call, ContextValue, Refused, bind};

/// What serves a call.
pub type Handle = Arc<dyn Fn(Call) -> Answer + Send + Sync>;

/// A handler of a crate whose state is `S`.
pub struct Handler<S> {
    pub(crate) handle: Handle,
    state: PhantomData<fn() -> S>,
}

impl<S> fmt::Debug for Handler<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// Where the value of an argument comes from.
pub enum Source<S, T> {
    /// A context parameter, from what has been read already.
    Context(
        fn(&Bound<S>, &'static str) -> Result<T, Refused>,
        &'static str,
    ),
    /// An extractor, which may have to wait.
    Extractor(for<'a> fn(&'a mut Bound<S>) -> Taken<'a, T>),
}

/// The value, once the request has given it. A box, so that a type that can't be taken is one
/// error: a future of the extractor's own would make it as many as there are places to name it.
type Taken<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refused>> + Send + 'a>>;

impl<S, T> Clone for Source<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T> Copy for Source<S, T> {}

impl<S: Send + Sync, T> Source<S, T> {
    /// Takes the value; the sources of a handler's arguments do so in the order written.
    async fn take(self, call: &mut Bound<S>) -> Result<T, Refused> {
        match self {
            Self::Context(take, name) => take(call, name),
            Self::Extractor(take) => take(call).await,
        }
    }
}

impl<S, T> fmt::Debug for Source<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

/// A context parameter that must be there.
#[must_use]
pub fn context<S, T>(name: &'static str) -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: ContextValue + Send + 'static,
{
    Source::Context(Bound::context, name)
}

/// A context parameter that may be missing.
#[must_use]
pub fn optional<S, T>(name: &'static str) -> Source<S, Option<T>>
where
    S: Send + Sync + 'static,
    T: ContextValue + Send + 'static,
{
    Source::Context(Bound::optional, name)
}

/// An argument that axum (or this crate) takes from the request's head.
#[must_use]
pub fn part<S, T>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: FromRequestParts<S> + Send + 'static,
{
    Source::Extractor(|call| Box::pin(call.part()))
}

/// The last argument, which may take the body.
#[must_use]
pub fn last<S, T, M>() -> Source<S, T>
where
    S: Send + Sync + 'static,
    T: FromRequest<S, M> + Send + 'static,
    M: 'static,
{
    Source::Extractor(|call| Box::pin(call.last::<T, M>()))
}

/// One function for each number of arguments.
///
/// What the future must be is handed in, for rustc quotes it when a future is something else, and
/// quotes a macro's own lines with the whole table below them.
macro_rules! handlers {
    ($sent:tt $($row:tt)+) => {$(
        handler!($sent $row);
    )+};
}

macro_rules! handler {
    ([$($sent:tt)+] [$name:ident $($value:ident $argument:ident)*]) => {
        /// A function of so many arguments, each with its source, and what makes its result a
        /// response.
        #[allow(clippy::too_many_arguments, reason = "one for each of the user's own")]
        pub fn $name<S, F, Fut, R, $($value),*>(
            handler: F,
            $($argument: Source<S, $value>,)*
            answer: fn(R) -> Result<Response, Refused>,
        ) -> Handler<S>
        where
            S: Send + Sync + 'static,
            $($value: Send + 'static,)*
            F: Fn($($value),*) -> Fut + Copy + Send + Sync + 'static,
            Fut: $($sent)+,
            R: 'static,
        {
            let handle = move |call: Call| -> Answer {
                Box::pin(async move {
                    #[allow(unused_mut, reason = "a handler without arguments takes nothing")]
                    let mut call = bind::<S>(call)?;
                    $(let $argument = $argument.take(&mut call).await?;)*
                    drop(call);
                    answer(handler($($argument),*).await)
                })
            };
            Handler { handle: Arc::new(handle), state: PhantomData }
        }
    };
}

handlers! {
    [Future<Output = R> + Send + 'static]
    [handler_0]
    [handler_1 A a]
    [handler_2 A a B b]
    [handler_3 A a B b C c]
    [handler_4 A a B b C c D d]
    [handler_5 A a B b C c D d E e]
    [handler_6 A a B b C c D d E e G g]
    [handler_7 A a B b C c D d E e G g H h]
    [handler_8 A a B b C c D d E e G g H h I i]
    [handler_9 A a B b C c D d E e G g H h I i J j]
    [handler_10 A a B b C c D d E e G g H h I i J j K k]
    [handler_11 A a B b C c D d E e G g H h I i J j K k L l]
    [handler_12 A a B b C c D d E e G g H h I i J j K k L l M m]
    [handler_13 A a B b C c D d E e G g H h I i J j K k L l M m N n]
    [handler_14 A a B b C c D d E e G g H h I i J j K k L l M m N n O o]
    [handler_15 A a B b C c D d E e G g H h I i J j K k L l M m N n O o P p]
    [handler_16 A a B b C c D d E e G g H h I i J j K k L l M m N n O o P p Q q]
}
