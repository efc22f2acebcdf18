//! Handlers as the runtime calls them: the user's function, and a [`Source`] for each of its
//! arguments that extracts it from the request.
//!
//! An expansion names the function and the sources. Everything generic over them is written and
//! type-checked once, here.

mod argument;
mod call;
mod payload;
mod response;
mod returned;
mod source;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::response::Response;

pub use self::argument::{Argument, Signature, Unlisted, arguments};
pub(crate) use self::call::{AnyState, IncomingRequest, find_in, path_parameters};
pub use self::call::{
    ContextValue, ErasedCall, HandlerCall, RejectionResponse, ResponseFuture, bind,
};
pub use self::payload::{Carries, Payload, events_of};
pub use self::response::{ConditionResult, respond, respond_to_condition};
pub use self::returned::{UnlistedResult, returned};
pub use self::source::{Source, context, early, job_arguments, last, state};

/// A handler whose state and arguments have been erased.
pub type ErasedHandler = Arc<dyn Fn(ErasedCall) -> ResponseFuture + Send + Sync>;

/// A handler from a crate whose state is `S`.
pub struct Handler<S> {
    pub(crate) handler: ErasedHandler,
    state: PhantomData<fn() -> S>,
}

impl<S> fmt::Debug for Handler<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// A tuple with a [`Source`] for each argument of the function `F`, whose future is `Fut`.
///
/// One trait for any number of arguments. The future has a type parameter of its own, which
/// [`handler`] bounds: rustc then explains why a future is not `Send`, which it doesn't for a bound
/// in an impl.
pub trait Sources<S, F, Fut>: Copy + Send + Sync + 'static {
    /// Extracts the arguments in declaration order, and calls the function.
    fn call(
        self,
        function: F,
        call: HandlerCall<S>,
    ) -> impl Future<Output = Result<Fut, RejectionResponse>> + Send;
}

/// Makes a handler from the user's function, a [`Source`] for each of its arguments, and a function
/// that turns its result into a response.
pub fn handler<S, F, A, Fut, R>(
    function: F,
    sources: A,
    respond: fn(R) -> Result<Response, RejectionResponse>,
) -> Handler<S>
where
    S: Send + Sync + 'static,
    F: Copy + Send + Sync + 'static,
    A: Sources<S, F, Fut>,
    Fut: Future<Output = R> + Send + 'static,
    R: 'static,
{
    let handler = move |call: ErasedCall| -> ResponseFuture {
        Box::pin(async move {
            let future = sources.call(function, bind::<S>(call)?).await?;
            respond(future.await)
        })
    };
    Handler {
        handler: Arc::new(handler),
        state: PhantomData,
    }
}

macro_rules! sources {
    ($([$($type:ident $value:ident)*])+) => {$(
        impl<Func, Fut, $($type),*> Signature<($($type,)*)> for Func
        where
            Func: Fn($($type),*) -> Fut,
        {
            type Arguments = ($(Argument<$type>,)*);
            type Returned = Fut;

            #[allow(clippy::unused_unit, reason = "not every function has arguments")]
            fn arguments() -> Self::Arguments {
                ($(Argument::<$type>::new(),)*)
            }
        }

        impl<S, Func, Fut, $($type),*> Sources<S, Func, Fut> for ($(Source<S, $type>,)*)
        where
            S: Send + Sync + 'static,
            Func: Fn($($type),*) -> Fut + Send,
            $($type: Send + 'static,)*
        {
            #[allow(unused_mut, unused_variables, reason = "not every function has arguments")]
            async fn call(
                self,
                function: Func,
                mut call: HandlerCall<S>,
            ) -> Result<Fut, RejectionResponse> {
                let ($($value,)*) = self;
                $(let $value = $value.extract(&mut call).await?;)*
                Ok(function($($value),*))
            }
        }
    )+};
}

sources! {
    []
    [A a]
    [A a B b]
    [A a B b C c]
    [A a B b C c D d]
    [A a B b C c D d E e]
    [A a B b C c D d E e F f]
    [A a B b C c D d E e F f G g]
    [A a B b C c D d E e F f G g H h]
    [A a B b C c D d E e F f G g H h I i]
    [A a B b C c D d E e F f G g H h I i J j]
    [A a B b C c D d E e F f G g H h I i J j K k]
    [A a B b C c D d E e F f G g H h I i J j K k L l]
    [A a B b C c D d E e F f G g H h I i J j K k L l M m]
    [A a B b C c D d E e F f G g H h I i J j K k L l M m N n]
    [A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o]
    [A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o P p]
}
