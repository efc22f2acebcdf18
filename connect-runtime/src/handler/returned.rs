//! Which functions can't answer with a whole page: those whose answer is not shown by itself.
//!
//! What a function returns is known by its type only, and a type can be anything that axum makes a
//! response of. Only a page is refused, which is decided by which of two methods of one name the compiler
//! finds.

use std::fmt;
use std::marker::PhantomData;

use super::argument::Signature;

/// What a function returns, once its future is done.
pub struct Returned<R>(PhantomData<fn() -> R>);

impl<R> fmt::Debug for Returned<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returned")
    }
}

/// What a function with arguments of the types `A` returns.
pub fn returned<F, A>(_function: F) -> Returned<<F::Returned as Future>::Output>
where
    F: Signature<A>,
    F::Returned: Future,
{
    Returned(PhantomData)
}

/// A page as a whole, or an error in its place.
pub trait WholePage {}

#[cfg(feature = "html")]
impl WholePage for crate::Page {}
impl<T: WholePage, E> WholePage for Result<T, E> {}

/// What a static macro answers, which no page is.
#[diagnostic::on_unimplemented(
    message = "a static macro can't return a `Page`: Confluence puts its answer into a page of its own",
    label = "a page inside a page",
    note = "return the content alone, in Confluence's storage format: `Markup`, which `html!` makes, or a \
            `String`; scripts and styles are for `#[dynamic_content_macro]`, which has a page"
)]
pub trait Content {}

/// What the host's server reads, which no page is.
#[diagnostic::on_unimplemented(
    message = "a callback can't return a `Page`: the host's server calls it, and shows it to nobody",
    label = "a page that is not shown",
    note = "return `()`, or as `Json<…>` what the host reads"
)]
pub trait ReadByServer {}

impl<R: WholePage> Returned<R> {
    /// From a static macro.
    pub fn static_macro(&self)
    where
        R: Content,
    {
    }

    /// From what the host's servers call because a module says so.
    pub fn callback(&self)
    where
        R: ReadByServer,
    {
    }
}

/// The same methods for all that is not a page, which are found after those of `Returned` itself.
pub trait UnlistedResult {
    /// From a static macro.
    fn static_macro(&self) {}

    /// From a callback.
    fn callback(&self) {}
}

impl<R> UnlistedResult for Returned<R> {}
