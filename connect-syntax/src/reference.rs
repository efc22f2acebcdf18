//! Items of the app that an attribute names: `location = Tools`, `target = dialog(editor)`.
//!
//! A macro sees the name, not the item, so the properties of a module keep a mark where the item's
//! key, URL or location belongs. The expansion fills it in with a constant of the item's own, the
//! build script by following the name through the sources.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use connect_model::fact::joined;
use connect_model::{ModuleKind, Product, Property, Type, module_kinds};
use syn::Path;

/// No text that anybody writes holds this: it is no character.
const MARK: char = '\u{FFFE}';

/// An item of the app that an attribute names.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The item, as it was written.
    pub path: Path,
    /// What of it belongs into the descriptor.
    pub wants: Wants,
    /// What messages call the place that names it: `location`.
    pub argument: String,
    /// The products of the module that names it; empty when it is for all of them.
    pub products: Vec<Product>,
}

/// What of an item belongs into the descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wants {
    /// The key of a module of one of these kinds.
    Key(&'static [&'static str]),
    /// The location that a web section is, without the part that the kind leaves out.
    Location {
        /// What the kind leaves out: `system.space.tools`.
        below: Option<&'static str>,
    },
    /// The URL at which an item is served.
    Url,
    /// The URL of a `#[condition]`.
    Condition,
}

impl Reference {
    /// The name, as it was written.
    #[must_use]
    pub fn name(&self) -> String {
        let segments: Vec<String> = self
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        segments.join("::")
    }
}

impl Wants {
    /// The kinds of declaration that can be named; none when any with a URL can.
    #[must_use]
    pub fn kinds(&self) -> &'static [&'static str] {
        match self {
            Wants::Key(kinds) => kinds,
            Wants::Location { .. } => &["webSections"],
            Wants::Url => &[],
            Wants::Condition => &["condition"],
        }
    }
}

/// A text with what each of its references stands for.
pub(crate) fn filled(text: &str, stands_for: &[String]) -> String {
    let parts = parts(text).into_iter().map(|part| match part {
        Part::Text(text) => text,
        Part::Reference(index) => stands_for.get(index).map_or("", String::as_str),
    });
    parts.collect()
}

/// A piece of a text with references in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it is.
    Text(&'a str),
    /// What the reference of that number stands for.
    Reference(usize),
}

/// The mark of a reference, to be put into a text.
pub(crate) fn mark(index: usize) -> String {
    format!("{MARK}{index}{MARK}")
}

/// A text taken apart at its marks.
#[must_use]
pub fn parts(text: &str) -> Vec<Part<'_>> {
    text.split(MARK)
        .enumerate()
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(at, piece)| match piece.parse() {
            Ok(index) if at % 2 == 1 => Part::Reference(index),
            _ => Part::Text(piece),
        })
        .collect()
}

/// Whether other modules may name a function of that kind, so that it needs a name of its own
/// among the types.
#[must_use]
pub fn can_be_named(kind: &str) -> bool {
    static NAMED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let mut named = BTreeSet::new();
        for kind in module_kinds() {
            collect(kind.properties, &mut named);
        }
        named
    });
    NAMED.contains(kind)
}

fn collect(properties: &[Property], named: &mut BTreeSet<&'static str>) {
    for property in properties {
        let mut ty = property.ty;
        while let Type::Array(of) = ty {
            ty = *of;
        }
        match ty {
            Type::Key(kinds) => named.extend(kinds),
            Type::Object(members) => collect(members, named),
            _ => {}
        }
    }
}

/// What messages call the kinds that can be named: `web section`, `dialog or general page`.
#[must_use]
pub fn labels(kinds: &[&str]) -> String {
    let labels: Vec<&str> = kinds
        .iter()
        .map(|kind| connect_model::module_kind(kind).map_or(*kind, |row: &ModuleKind| row.label))
        .collect();
    joined(&labels, "or")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_apart_at_its_marks() {
        let text = format!("{{\"location\":\"a/{}\"}}", mark(3));
        let pieces = [
            Part::Text("{\"location\":\"a/"),
            Part::Reference(3),
            Part::Text("\"}"),
        ];
        assert_eq!(parts(&text), pieces);
        assert_eq!(parts(&mark(0)), [Part::Reference(0)]);
        assert!(parts("").is_empty());
    }

    #[test]
    fn what_the_table_refers_to_can_be_named() {
        assert!(can_be_named("dialogs") && can_be_named("adminPages"));
        assert!(!can_be_named("webPanels") && !can_be_named("webhooks"));
    }
}
