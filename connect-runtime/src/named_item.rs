//! Items that other items refer to: `location = Tools`, `target = dialog(editor)`.
//!
//! Each annotated item that can be referred to has a type that implements [`NamedItem`]. What the
//! descriptor needs from the item is an associated constant, so that rustc reports a wrong name.

use std::marker::PhantomData;

use connect_model::Product;

use crate::const_str::eq;

/// An annotated item that others can refer to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module of the app",
    label = "not annotated with an attribute of connect",
    note = "the item that an attribute names must have an attribute itself: `#[web_section(…)] struct Tools;`"
)]
pub trait NamedItem<const PLACE: usize = 0> {
    /// What other items need to know about it.
    const ITEM: Item;
}

/// A named item as declared by one of its attributes. An item may have several, each with a
/// [`NamedItem`] at its own place.
#[derive(Debug)]
pub struct Place<T: ?Sized, const PLACE: usize>(PhantomData<T>);

impl<T: NamedItem<PLACE> + ?Sized, const PLACE: usize> Place<T, PLACE> {
    /// What other items need to know about it.
    pub const ITEM: Option<Item> = Some(T::ITEM);
}

/// The same constant for a place with no attribute, found after the inherent one of [`Place`].
pub trait EmptyPlace {
    /// `None`.
    const ITEM: Option<Item> = None;
}

impl<T: ?Sized, const PLACE: usize> EmptyPlace for Place<T, PLACE> {}

/// The first of an item's declarations that has one of the kinds, or else the first. An item can be
/// referred to by the three attributes next to it.
#[must_use]
pub const fn of_kind(kinds: &[&str], first: Item, others: [Option<Item>; 2]) -> Item {
    if is_one_of(&first, kinds) {
        return first;
    }
    let mut at = 0;
    while at < others.len() {
        if let Some(other) = others[at]
            && is_one_of(&other, kinds)
        {
            return other;
        }
        at += 1;
    }
    first
}

/// What other items need to know about an annotated item.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The kind of its declaration: `webSections`, `condition`.
    pub kind: &'static str,
    /// The module key.
    pub key: &'static str,
    /// The products that it can be used in.
    pub products: &'static [Product],
    /// The location where other items can be placed; empty unless it is a web section.
    pub location: &'static str,
    /// The URL at which it is served; empty if it is not served.
    pub url: &'static str,
}

/// Fails compilation at the caller unless the item has one of the kinds (if none are given, any
/// kind with a URL) and is for one of the products (if none are given, any) that the referring item
/// accepts. Each comes with the message to show otherwise.
#[track_caller]
#[allow(
    clippy::panic,
    reason = "evaluated by the compiler, which shows it as an error"
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
        if eq(item.kind, kinds[at]) {
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

/// The path of a URL template, without its query.
#[must_use]
pub const fn path_of_url(url: &'static str) -> &'static str {
    let bytes = url.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'?' {
        at += 1;
    }
    let (path, _) = url.split_at(at);
    path
}

/// A section's location in the descriptor of a kind that omits the prefix `below`.
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
    fn texts_are_concatenated_and_kinds_are_distinguished() {
        const TEXT: &str = crate::__connect_concat!("{\"a\":\"", TOOLS.key, "/é\"}");
        assert_eq!(TEXT, "{\"a\":\"tools/é\"}");
        assert!(is_one_of(&TOOLS, &["dialogs", "webSections"]));
        assert!(!is_one_of(&TOOLS, &["dialogs"]) && !is_one_of(&TOOLS, &[]));
        assert!(shares_a_product(&TOOLS, &[Product::JiraSoftware]));
        assert!(!shares_a_product(&TOOLS, &[Product::Confluence]));
    }

    #[test]
    fn a_location_leaves_out_the_prefix_of_its_kind() {
        let location = TOOLS.location;
        assert_eq!(
            location_below(location, "system.space.tools"),
            "addons/tools"
        );
        assert_eq!(location_below(location, "system.admin"), location);
        assert_eq!(location_below(location, "system.space"), location);
    }

    #[test]
    fn a_path_ends_at_the_query() {
        assert_eq!(path_of_url("/v/{page.id}?d={d}"), "/v/{page.id}");
        assert_eq!(path_of_url("/v"), "/v");
    }
}
