//! What is known at compile time about the response of a call.

use std::convert::Infallible;

/// Marks a call whose response may be a list: every unchecked call, each operation that returns a list,
/// and each for which the documentation leaves it open.
#[derive(Debug)]
pub enum AnyAnswer {}

/// Marks a checked call whose response is documented as a single object, or empty. Such a call converts
/// to a [`Call<T>`](super::Call) wherever one is expected, for example as a return type, and may then
/// be a list again.
#[derive(Debug)]
pub enum NoList {}

/// A response on which [`Call::items`](super::Call::items) can be called.
#[diagnostic::on_unimplemented(
    message = "`.items()` goes through a list, and this operation does not answer one",
    label = "no list",
    note = "write `.await` for what it answers, `.items_by(Paging::In(\"…\"))` for a list in one of its \
            fields, `.items_by(Paging::Whole)` if it is a list all the same"
)]
pub trait MayBeList {}

#[diagnostic::do_not_recommend]
impl MayBeList for AnyAnswer {}

// Never the response of a call. If there were only one candidate type, rustc would infer it where the
// response type is still unknown, and no call would be rejected.
#[diagnostic::do_not_recommend]
impl MayBeList for Infallible {}

/// The type itself. An unmet bound on a type is reported at the call that the type belongs to, a bound
/// through this trait at the method's name.
#[doc(hidden)]
pub trait Is<T> {}

impl<T> Is<T> for T {}
