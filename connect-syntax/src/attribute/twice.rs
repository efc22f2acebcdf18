//! Several attributes on one item. Each is its own module or route, unless two of them are the
//! same.

use proc_macro2::TokenStream;
use syn::Meta;
use syn::spanned::Spanned;

use super::Attribute;
use crate::declared::{DeclarationKind, Declared};
use crate::item::Annotated;
use crate::report::Report;
use crate::wording;

/// Compares a declaration with those of the attributes remaining on its item: a macro sees the
/// ones below it, so each pair is compared once.
pub(super) fn check(declared: &Declared, item: &Annotated) -> syn::Result<()> {
    let mut report = Report::default();
    for attr in item.attrs() {
        let Some(other) = Attribute::of_path(attr.path()) else {
            continue;
        };
        let args = match &attr.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        // It reports its own faults itself.
        if let Ok(second) = other.declare_alone(args, item)
            && let Some(message) = same(declared, &second, other.name())
        {
            report.error_at(attr.path().span(), message);
        }
    }
    report.finish(())
}

/// What two declarations of one item share that only one may have.
fn same(first: &Declared, second: &Declared, attribute: &str) -> Option<String> {
    if first.has_module_key() && second.has_module_key() {
        return (first.key == second.key).then(|| wording::key_twice(&first.key));
    }
    match (&first.kind, &second.kind) {
        (DeclarationKind::Hook(one), DeclarationKind::Hook(other)) if one == other => {
            Some(wording::attribute_twice(attribute))
        }
        (DeclarationKind::Migration(one), DeclarationKind::Migration(other)) if one == other => {
            Some(wording::attribute_twice(attribute))
        }
        (DeclarationKind::Job, DeclarationKind::Job)
        | (DeclarationKind::Scheduled { .. }, DeclarationKind::Scheduled { .. }) => {
            Some(wording::attribute_twice(attribute))
        }
        _ => {
            let path = route(first).filter(|one| Some(one) == route(second).as_ref())?;
            Some(wording::path_twice(&path.1))
        }
    }
}

/// What is served, for detecting clashes between two attributes on one function: the route's method, if it
/// is a route of the app, and its path.
fn route(declared: &Declared) -> Option<(Option<connect_model::Method>, String)> {
    match &declared.kind {
        DeclarationKind::Module { route, .. } => Some((None, route.as_ref()?.path.clone())),
        DeclarationKind::Referenced { path, .. } => Some((None, path.clone())),
        DeclarationKind::Route { method, path, .. } => Some((Some(*method), path.clone())),
        DeclarationKind::Migration(step) => Some((Some(step.method), step.path())),
        DeclarationKind::Hook(_) | DeclarationKind::Job | DeclarationKind::Scheduled { .. } => None,
    }
}
