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
    /// What it is.
    const ITEM: Item;
}

/// What an annotated item is to others.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The kind of its declaration: `webSections`, `condition`.
    pub kind: &'static str,
    /// Its module key.
    pub key: &'static str,
    /// The products that it can be for.
    pub products: &'static [Product],
    /// The location that it is for others; empty when it is no web section.
    pub location: &'static str,
    /// The URL at which the host finds it; empty when it is not served.
    pub url: &'static str,
}

/// Holds an item that another one names against what that one takes: the kinds (none: whatever has
/// a URL) and the products (none: all), each with what to say otherwise.
#[track_caller]
#[allow(
    clippy::panic,
    reason = "it runs in the compiler, which shows it as an error"
)]
pub const fn named_item_must_fit(
    item: &Item,
    (kinds, wrong_kind): (&[&str], &'static str),
    (products, wrong_product): (&[Product], &'static str),
) {
    if !is_one_of(item, kinds) {
        panic!("{}", wrong_kind);
    }
    if !products.is_empty() && !shares_a_product(item, products) {
        panic!("{}", wrong_product);
    }
}

const fn is_one_of(item: &Item, kinds: &[&str]) -> bool {
    let mut at = 0;
    while at < kinds.len() {
        if same(item.kind, kinds[at]) {
            return true;
        }
        at += 1;
    }
    kinds.is_empty() && !item.url.is_empty()
}

const fn shares_a_product(item: &Item, products: &[Product]) -> bool {
    let mut at = 0;
    while at < products.len() {
        let mut other = 0;
        while other < item.products.len() {
            if products[at].meets(item.products[other]) {
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
pub const fn location_below(location: &'static str, below: &str) -> &'static str {
    let below = below.as_bytes();
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

    const TOOLS: Item = Item {
        kind: "webSections",
        key: "tools",
        products: &[Product::Jira],
        location: "system.space.tools/addons/tools",
        url: "",
    };

    #[test]
    fn pieces_are_joined_and_kinds_told_apart() {
        const TEXT: &str = crate::__connect_joined!("{\"a\":\"", TOOLS.key, "/é\"}");
        assert_eq!(TEXT, "{\"a\":\"tools/é\"}");
        assert!(is_one_of(&TOOLS, &["dialogs", "webSections"]));
        assert!(!is_one_of(&TOOLS, &["dialogs"]) && !is_one_of(&TOOLS, &[]));
        assert!(shares_a_product(&TOOLS, &[Product::JiraSoftware]));
        assert!(!shares_a_product(&TOOLS, &[Product::Confluence]));
    }

    #[test]
    fn a_kind_writes_what_it_does_not_leave_out() {
        let location = TOOLS.location;
        assert_eq!(
            location_below(location, "system.space.tools"),
            "addons/tools"
        );
        assert_eq!(location_below(location, "system.admin"), location);
        assert_eq!(location_below(location, "system.space"), location);
    }
}
