//! Which functions can't return a whole page: those whose response is not displayed on its own.
//!
//! Only the type of a function's result is known, and it can be anything that axum can turn into a
//! response. Only a page is rejected: which of two methods with the same name the compiler finds decides
//! that.

use std::fmt;
use std::marker::PhantomData;

use super::argument::Signature;

/// The output of a function's future.
pub struct Returned<R>(PhantomData<fn() -> R>);

impl<R> fmt::Debug for Returned<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returned")
    }
}

/// The result type of a function with arguments of the types `A`.
pub fn returned<F, A>(_function: F) -> Returned<<F::Returned as Future>::Output>
where
    F: Signature<A>,
    F::Returned: Future,
{
    Returned(PhantomData)
}

/// A whole page, or an error in its place.
pub trait WholePage {}

#[cfg(feature = "html")]
impl WholePage for crate::Page {}
impl<T: WholePage, E> WholePage for Result<T, E> {}

/// Content of a static macro, which a page can't be.
#[diagnostic::on_unimplemented(
    message = "a static macro can't return a `Page`: Confluence puts its answer into a page of its own",
    label = "a page inside a page",
    note = "return the content alone, in Confluence's storage format: `Markup`, which `html!` makes, or a \
            `String`; scripts and styles are for `#[dynamic_content_macro]`, which has a page"
)]
pub trait Content {}

/// A response read by the host's server, which a page can't be.
#[diagnostic::on_unimplemented(
    message = "a callback can't return a `Page`: the host's server calls it, and shows it to nobody",
    label = "a page that is not shown",
    note = "return `()`, or as `Json<…>` what the host reads"
)]
pub trait ReadByServer {}

impl<R: WholePage> Returned<R> {
    /// For a static macro.
    pub fn static_macro(&self)
    where
        R: Content,
    {
    }

    /// For a callback that the host's servers make for a module.
    pub fn callback(&self)
    where
        R: ReadByServer,
    {
    }
}

/// The same methods for everything that is not a page, found after the inherent ones of `Returned`.
pub trait UnlistedResult {
    /// For a static macro.
    fn static_macro(&self) {}

    /// For a callback.
    fn callback(&self) {}
}

impl<R> UnlistedResult for Returned<R> {}
