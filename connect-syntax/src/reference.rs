//! Items of the app that an attribute refers to: `location = Tools`, `target = dialog(editor)`.
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

/// An item of the app that an attribute refers to.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The item as written.
    pub path: Path,
    /// Which value of the item the descriptor contains.
    pub target: ReferenceTarget,
    /// The argument that refers to the item, for messages: `location`.
    pub argument: String,
    /// The products of the module that refers to it; empty if it is for all of them.
    pub products: Vec<Product>,
}

/// How a module's location states that it is in a web section, or below a web item, of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationForm {
    /// The full location: `admin_plugins_menu/tools`.
    Whole,
    /// Without the part that the kind of module implies: `system.space.tools`.
    Below(&'static str),
    /// Only its key.
    Key,
}

/// Which value of an item the descriptor contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// The key of a module of one of these kinds.
    Key(&'static [&'static str]),
    /// The location that a web section or web item provides for others.
    Location(LocationForm),
    /// The URL at which an item is served.
    Url,
    /// The URL's path with this query.
    UrlWith(String),
    /// The URL of a `#[condition]`.
    Condition,
}

impl Reference {
    /// The name as written.
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
    /// The kinds of declaration that can be referred to; empty if any with a URL can.
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

/// Whether other modules can refer to a function of that kind, so that it needs a companion type.
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

/// The names of kinds in messages: `web section`, `dialog or general page`; `page` for everything
/// that a link can open by its key.
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
