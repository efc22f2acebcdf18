//! The types that values of parameters can have.
//!
//! Each trait is a rule, and each function requires one, so that rustc's error is reported at the
//! value that breaks it.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use crate::client::QueryValue;

/// A path segment.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a path parameter",
    label = "can't be written into a path",
    note = "the value of a path parameter is text, a number, or another type that implements `Display`"
)]
pub trait PathValue: Display {}

#[diagnostic::do_not_recommend]
impl<T: Display + ?Sized> PathValue for T {}

/// A header value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a header",
    label = "not text",
    note = "the value of a header is text"
)]
pub trait HeaderText {
    /// The text.
    fn header_text(&self) -> &str;
}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str> + ?Sized> HeaderText for T {
    fn header_text(&self) -> &str {
        self.as_ref()
    }
}

/// A text body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be sent as text",
    label = "not text",
    note = "`text = …` takes a `String` or a `&str`; for other bodies there are `json = …` and \
            `bytes(\"content/type\", …)`"
)]
pub trait Text {
    /// The text itself.
    fn into_text(self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Into<String>> Text for T {
    fn into_text(self) -> String {
        self.into()
    }
}

macro_rules! rules {
    ($(
        $(#[$doc:meta])*
        $one:ident, $many:ident: $($type:ty),*;
        $(#[$one_text:meta])*
        one;
        $(#[$many_text:meta])*
        many;
    )*) => { $(
        $(#[$doc])*
        $(#[$one_text])*
        pub trait $one: QueryValue {}

        /// Any number of such values.
        $(#[$many_text])*
        pub trait $many: QueryValue {}

        $(
            impl $one for $type {}
            impl $many for $type {}
        )*

        #[diagnostic::do_not_recommend]
        impl<T: $one + ?Sized> $one for &T {}
        #[diagnostic::do_not_recommend]
        impl<T: $one> $one for Option<T> {}

        #[diagnostic::do_not_recommend]
        impl<T: $many + ?Sized> $many for &T {}
        #[diagnostic::do_not_recommend]
        impl<T: $many> $many for Option<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: $many> $many for Vec<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: $many> $many for [T] {}
        #[diagnostic::do_not_recommend]
        impl<T: $many, const N: usize> $many for [T; N] {}
    )* };
}

rules! {
    /// A value of any type.
    One, Values:
        str, String, Cow<'_, str>, Arc<str>, Box<str>, url::Url, bool, char, f32, f64,
        i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes one value",
        label = "not text, a number or a boolean",
        note = "write text, a number or a boolean, or an `Option` of one, which leaves the parameter out when it is `None`"
    )]
    one;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter",
        label = "not text, a number or a boolean, or a list of them",
        note = "write text, a number or a boolean, an `Option` of one, which leaves the parameter out when it is `None`, or a list"
    )]
    many;

    /// One integer.
    Integer, Integers:
        i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes an integer",
        label = "not an integer",
        note = "write an integer, or an `Option` of one, which leaves the parameter out when it is `None`"
    )]
    one;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes integers",
        label = "not an integer, or a list of them",
        note = "write an integer, an `Option` of one, which leaves the parameter out when it is `None`, or a list"
    )]
    many;

    /// `true` or `false`.
    Boolean, Booleans: bool;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes a boolean",
        label = "not a boolean",
        note = "write a `bool`, or an `Option` of one, which leaves the parameter out when it is `None`"
    )]
    one;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes booleans",
        label = "not a boolean, or a list of them",
        note = "write a `bool`, an `Option` of one, which leaves the parameter out when it is `None`, or a list"
    )]
    many;

    /// One of the words that the documentation lists.
    Word, Words: str, String, Cow<'_, str>, Arc<str>, Box<str>;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes a word",
        label = "not text",
        note = "write text, or an `Option` of it, which leaves the parameter out when it is `None`"
    )]
    one;
    #[diagnostic::on_unimplemented(
        message = "`{Self}` can't be the value of this query parameter, which takes words",
        label = "not text, or a list of it",
        note = "write text, an `Option` of it, which leaves the parameter out when it is `None`, or a list"
    )]
    many;
}

/// A path parameter.
pub fn path_value<V: PathValue + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with one value.
pub fn one<V: One + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with one integer.
pub fn integer<V: Integer + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with one boolean.
pub fn boolean<V: Boolean + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with one word.
pub fn word<V: Word + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with several values.
pub fn values<V: Values + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with several integers.
pub fn integers<V: Integers + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with several booleans.
pub fn booleans<V: Booleans + ?Sized>(value: &V) -> &V {
    value
}

/// A query parameter with several words.
pub fn words<V: Words + ?Sized>(value: &V) -> &V {
    value
}

/// `text = …`
pub fn text<V: Text>(value: V) -> String {
    value.into_text()
}

/// `headers("name" = …)`
pub fn header<V: HeaderText + ?Sized>(value: &V) -> &str {
    value.header_text()
}
