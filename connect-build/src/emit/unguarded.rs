//! Pages that are meant for administrators, but that anyone with a token can open.

use std::collections::BTreeMap;

use connect_model::Origin;
use connect_model::declaration::{Auth, Declaration};
use connect_model::guard::{asks_for_administrators, is_for_administrators};
use connect_model::module_kind;
use connect_syntax::{DeclarationKind, Declared, PropertyTree, Reference};
use serde_json::Value;

use crate::references::{AnnotatedItem, Items, target};

/// A warning for each page that neither requires an administrator nor says why not. `declarations` are
/// those of the items, in order.
pub(super) fn pages(crates: &[&Items], declarations: &[Declaration]) -> Vec<String> {
    let mut warnings: BTreeMap<(Origin, String), String> = BTreeMap::new();
    let mut declarations = declarations.iter();
    for (number, items) in crates.iter().enumerate() {
        for found in &items.annotated {
            let Some(declaration) = declarations.next() else {
                continue;
            };
            let Some(because) = meant_for_administrators(declaration) else {
                continue;
            };
            let linked = link(&found.declared)
                .and_then(|reference| target(crates, number, &found.module, reference));
            let page = linked.unwrap_or(found);
            if is_unguarded(page) {
                let warning = warning(page, because);
                warnings
                    .entry((page.origin.clone(), page.name.clone()))
                    .or_insert(warning);
            }
        }
    }
    warnings.into_values().collect()
}

/// What marks a module as being for administrators; `None` for any other.
fn meant_for_administrators(module: &Declaration) -> Option<&'static str> {
    let properties: Value = serde_json::from_str(&module.properties).ok()?;
    let location = properties.get("location").and_then(Value::as_str);
    if is_for_administrators(&module.kind, None) {
        Some("by its kind")
    } else if is_for_administrators(&module.kind, location) {
        Some("by its location")
    } else if properties
        .get("conditions")
        .is_some_and(asks_for_administrators)
    {
        Some("by its conditions")
    } else {
        None
    }
}

/// The page that a link of the app opens.
fn link(module: &Declared) -> Option<&Reference> {
    let (DeclarationKind::Module { route: None, .. }, Some(PropertyTree::Object(members))) =
        (&module.kind, module.properties())
    else {
        return None;
    };
    match members.get("url")? {
        PropertyTree::Reference(index) => module.references.get(*index),
        _ => None,
    }
}

fn is_unguarded(page: &AnnotatedItem) -> bool {
    let declared = &page.declared;
    let route = declared.declaration(page.origin.clone(), &[]).route;
    // A public route has no token that could identify the user, and being public is a stated choice.
    let is_page = match &declared.kind {
        DeclarationKind::Module { kind, .. } => kind.invocation == module_kind::Invocation::Iframe,
        DeclarationKind::Referenced { kind, .. } => *kind == "iframe",
        _ => false,
    };
    is_page
        && route.is_some_and(|route| route.auth == Auth::Request)
        && !declared.guard.admin_only
        && !declared.explained
}

fn warning(page: &AnnotatedItem, because: &str) -> String {
    format!(
        "{}: `{}` is meant for administrators {because}, and the app serves it to every user with a \
         token: write `admin_only = true`, or `admin_only = not_needed(\"why\")`",
        page.origin, page.name
    )
}
