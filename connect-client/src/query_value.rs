//! Values of query parameters.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters, which the query string hash doesn't encode
/// either.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The value of a query parameter: text, numbers and booleans, an [`Option`] of one (`None` omits
/// the parameter), or a list of them (the parameter is repeated).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a query parameter",
    label = "not text, a number, a boolean, or an option or list of one",
    note = "write `value.to_string()`, or implement `connect_runtime::client::QueryValue`"
)]
pub trait QueryValue {
    /// Passes each value to `take`; with no values, the parameter is omitted.
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display));
}

macro_rules! values {
    ($($single:ty),*) => { $(
        impl QueryValue for $single {
            fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
                take(&self);
            }
        }
    )* };
}

values!(
    str,
    String,
    Cow<'_, str>,
    Arc<str>,
    Box<str>,
    bool,
    char,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    f32,
    f64,
    url::Url
);

impl<T: QueryValue + ?Sized> QueryValue for &T {
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
        (**self).each(take);
    }
}

impl<T: QueryValue> QueryValue for Option<T> {
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
        self.iter().for_each(|value| value.each(take));
    }
}

impl<T: QueryValue> QueryValue for [T] {
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
        self.iter().for_each(|value| value.each(take));
    }
}

impl<T: QueryValue> QueryValue for Vec<T> {
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
        self.as_slice().each(take);
    }
}

impl<T: QueryValue, const N: usize> QueryValue for [T; N] {
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
        self.as_slice().each(take);
    }
}

/// An identifier in an event's payload can be passed as a parameter unchanged.
#[cfg(feature = "events")]
#[cfg_attr(docsrs, doc(cfg(feature = "events")))]
impl QueryValue for connect_events::Id {
    fn each(&self, take: &mut dyn FnMut(&dyn fmt::Display)) {
        take(&self);
    }
}

/// Writes text, percent-encoded as [`encode`] does.
pub(super) fn encode_text(target: &mut String, text: &str) {
    let _ = Encoding(target).write_str(text);
}

/// Writes a value, percent-encoded, so that nothing in it can end its segment or parameter.
pub(super) fn encode(target: &mut String, value: &dyn fmt::Display) {
    // Writing to a `String` fails only if the value's own `Display` does; then it is cut short.
    let _ = write!(Encoding(target), "{value}");
}

struct Encoding<'a>(&'a mut String);

impl Write for Encoding<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(utf8_percent_encode(text, ENCODED));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(value: impl QueryValue) -> Vec<String> {
        let mut all = Vec::new();
        value.each(&mut |value| all.push(value.to_string()));
        all
    }

    #[test]
    fn options_and_lists() {
        assert_eq!(values("a"), ["a"]);
        assert_eq!(values(Some(true)), ["true"]);
        assert!(values(None::<&str>).is_empty());
        assert_eq!(values([1, 2]), ["1", "2"]);
        assert_eq!(values(vec![Some("a"), None, Some("")]), ["a", ""]);
    }

    #[cfg(feature = "events")]
    #[test]
    fn identifiers_of_events() {
        assert_eq!(values(connect_events::Id::from("att65700")), ["att65700"]);
    }

    #[test]
    fn everything_but_the_unreserved_is_encoded() {
        let mut target = String::new();
        encode(&mut target, &"a-b._~/ ?#%2F&=+,ä\0");
        assert_eq!(target, "a-b._~%2F%20%3F%23%252F%26%3D%2B%2C%C3%A4%00");
    }
}
