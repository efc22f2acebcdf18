//! What is known of a call's answer while compiling.

use std::convert::Infallible;

/// The answer may be a list. So it is with every call that is not checked, with each operation that
/// lists, and where the documentation leaves it open.
#[derive(Debug)]
pub enum AnyAnswer {}

/// The answer is one object, or nothing: so the documentation says of the operation that a checked call
/// names. Such a call is a [`Call<T>`](super::Call) wherever one is expected, for example as what a
/// function returns, and may then be a list again.
#[derive(Debug)]
pub enum NoList {}

/// What [`Call::items`](super::Call::items) asks of an answer.
#[diagnostic::on_unimplemented(
    message = "`.items()` goes through a list, and this operation does not answer one",
    label = "no list",
    note = "write `.await` for what it answers, `.items_by(Paging::In(\"…\"))` for a list in one of its \
            fields, `.items_by(Paging::Whole)` if it is a list all the same"
)]
pub trait MayBeList {}

#[diagnostic::do_not_recommend]
impl MayBeList for AnyAnswer {}

// Never the answer of a call. With only one type to choose, rustc would choose it where it is still to find
// out what an answer is, and no call would be refused.
#[diagnostic::do_not_recommend]
impl MayBeList for Infallible {}

/// The type itself. What is asked of a type is reported at the call that the type is of, what is asked of
/// this at the name of the method.
#[doc(hidden)]
pub trait Is<T> {}

impl<T> Is<T> for T {}
