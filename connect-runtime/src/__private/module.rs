//! Items that other items name: `location = Tools`, `target = dialog(editor)`.
//!
//! Each annotated item that can be named has a type with this trait, and what the descriptor needs
//! of it is put together by the compiler, so that a wrong name is the compiler's to report.

use connect_model::Product;

/// An annotated item, as the descriptor of another one sees it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no module of the app",
    label = "no attribute of connect declares this",
    note = "an attribute names an item below another attribute: `#[web_section(…)] struct Tools;`"
)]
pub trait Module {
    /// The kind of its declaration: `webSections`, `condition`.
    const KIND: &'static str;
    /// Its module key.
    const KEY: &'static str;
    /// The products that it can be for.
    const PRODUCTS: &'static [Product];
    /// The location that it is for others, if it is a web section.
    const LOCATION: &'static str = "";
    /// The URL at which the host finds it, if it is served.
    const URL: &'static str = "";
}

/// Whether the item is of one of the kinds; without kinds, whether it has a URL.
#[must_use]
pub const fn is_one_of<T: Module>(kinds: &[&str]) -> bool {
    let mut at = 0;
    while at < kinds.len() {
        if same(T::KIND, kinds[at]) {
            return true;
        }
        at += 1;
    }
    kinds.is_empty() && !T::URL.is_empty()
}

/// Whether the item is of one of the products.
#[must_use]
pub const fn shares_a_product<T: Module>(products: &[Product]) -> bool {
    let mut at = 0;
    while at < products.len() {
        let mut other = 0;
        while other < T::PRODUCTS.len() {
            if products[at].meets(T::PRODUCTS[other]) {
                return true;
            }
            other += 1;
        }
        at += 1;
    }
    false
}

/// The part of a section's location that a kind writes, which leaves out `below`.
#[must_use]
pub const fn location_below<T: Module>(below: &str) -> &'static str {
    let (location, below) = (T::LOCATION, below.as_bytes());
    let bytes = location.as_bytes();
    if bytes.len() <= below.len() || bytes[below.len()] != b'/' {
        return location;
    }
    let mut at = 0;
    while at < below.len() {
        if bytes[at] != below[at] {
            return location;
        }
        at += 1;
    }
    let (_, rest) = bytes.split_at(below.len() + 1);
    match core::str::from_utf8(rest) {
        Ok(rest) => rest,
        Err(_) => location,
    }
}

const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// How long the pieces are together.
#[must_use]
pub const fn length(pieces: &[&str]) -> usize {
    let (mut at, mut sum) = (0, 0);
    while at < pieces.len() {
        sum += pieces[at].len();
        at += 1;
    }
    sum
}

/// The pieces in one array.
#[must_use]
pub const fn join<const N: usize>(pieces: &[&str]) -> [u8; N] {
    let mut joined = [0; N];
    let (mut at, mut end) = (0, 0);
    while at < pieces.len() {
        let piece = pieces[at].as_bytes();
        let mut from = 0;
        while from < piece.len() {
            joined[end] = piece[from];
            from += 1;
            end += 1;
        }
        at += 1;
    }
    joined
}

/// Texts and constants, joined by the compiler.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_joined {
    ($($piece:expr),* $(,)?) => {{
        const PIECES: &[&str] = &[$($piece),*];
        const JOINED: [u8; $crate::__private::length(PIECES)] = $crate::__private::join(PIECES);
        const TEXT: &str = match ::core::str::from_utf8(&JOINED) {
            ::core::result::Result::Ok(text) => text,
            ::core::result::Result::Err(_) => "",
        };
        TEXT
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tools;
    impl Module for Tools {
        const KIND: &'static str = "webSections";
        const KEY: &'static str = "tools";
        const PRODUCTS: &'static [Product] = &[Product::Jira];
        const LOCATION: &'static str = "system.space.tools/addons/tools";
    }

    #[test]
    fn pieces_are_joined_and_kinds_told_apart() {
        const TEXT: &str = crate::__connect_joined!("{\"a\":\"", Tools::KEY, "/é\"}");
        assert_eq!(TEXT, "{\"a\":\"tools/é\"}");
        assert!(is_one_of::<Tools>(&["dialogs", "webSections"]));
        assert!(!is_one_of::<Tools>(&["dialogs"]) && !is_one_of::<Tools>(&[]));
        assert!(shares_a_product::<Tools>(&[Product::JiraSoftware]));
        assert!(!shares_a_product::<Tools>(&[Product::Confluence]));
    }

    #[test]
    fn a_kind_writes_what_it_does_not_leave_out() {
        assert_eq!(
            location_below::<Tools>("system.space.tools"),
            "addons/tools"
        );
        assert_eq!(location_below::<Tools>("system.admin"), Tools::LOCATION);
        assert_eq!(location_below::<Tools>("system.space"), Tools::LOCATION);
    }
}
