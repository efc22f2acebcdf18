//! Items of the app that an attribute names: `location = Tools`, `target = dialog(editor)`.
//!
//! The properties of a module hold the index of a [`Reference`] where the item's key, URL or
//! location belongs; see [`PropertyTree`](crate::PropertyTree).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use connect_model::fact::joined;
use connect_model::link::PAGES;
use connect_model::module_kind::Type;
use connect_model::{ModuleKind, Product, Property, module_kinds};
use syn::Path;

/// An item of the app that an attribute names.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The item, as it was written.
    pub path: Path,
    /// What of the item the descriptor holds.
    pub target: ReferenceTarget,
    /// The argument that names the item, for messages: `location`.
    pub argument: String,
    /// The products of the module that names it; empty when it is for all of them.
    pub products: Vec<Product>,
}

/// How a module writes that it is in a web section, or below a web item, of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationForm {
    /// As its place has it: `admin_plugins_menu/tools`.
    Whole,
    /// Without the part that the kind of module implies: `system.space.tools`.
    Below(&'static str),
    /// By its key alone.
    Key,
}

/// What of an item the descriptor holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// The key of a module of one of these kinds.
    Key(&'static [&'static str]),
    /// The location that a web section or a web item is for others.
    Location(LocationForm),
    /// The URL at which an item is served.
    Url,
    /// The same path with this query.
    UrlWith(String),
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

impl ReferenceTarget {
    /// The kinds of declaration that can be named; empty when any with a URL can.
    #[must_use]
    pub fn kinds(&self) -> &'static [&'static str] {
        match self {
            ReferenceTarget::Key(kinds) => kinds,
            ReferenceTarget::Location(_) => &["webSections", "webItems"],
            ReferenceTarget::Url | ReferenceTarget::UrlWith(_) => &[],
            ReferenceTarget::Condition => &["condition"],
        }
    }
}

/// Whether other modules may name a function of that kind, so that it needs a companion type.
#[must_use]
pub fn can_be_named(kind: &str) -> bool {
    static NAMED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let mut named = BTreeSet::new();
        named.extend(PAGES);
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

/// What messages call the kinds that can be named: `web section`, `dialog or general page`; `page`
/// for all that a link can open by its key.
#[must_use]
pub fn labels(kinds: &[&str]) -> String {
    if kinds == PAGES {
        return "page".to_owned();
    }
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
    fn what_the_table_refers_to_can_be_named() {
        assert!(can_be_named("dialogs") && can_be_named("configurePage"));
        assert!(!can_be_named("webPanels") && !can_be_named("webhooks"));
    }
}
