//! Administration pages that require context that the host provides only elsewhere.

use std::collections::BTreeSet;

use connect_model::Origin;
use connect_model::context_parameter::is_empty_in_administration;
use connect_syntax::{Argument, DeclarationKind, Declared, PropertyTree, Source};
use syn::Type;

use crate::references::{AnnotatedItem, Items, target};

/// A warning for each context parameter that an administrators' page requires and that the host
/// never fills in there. A page that another item of the app refers to is skipped: it may be opened
/// from elsewhere.
pub(super) fn pages(crates: &[&Items]) -> Vec<String> {
    let mut named: BTreeSet<&Origin> = BTreeSet::new();
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    for (number, items) in crates.iter().enumerate() {
        for found in &items.annotated {
            let all = found.declared.references.iter();
            let targets = all.filter_map(|it| target(crates, number, &found.module, it));
            named.extend(targets.map(|it| &it.origin));
            keys.extend(link_by_key(&found.declared));
        }
    }
    let all = crates.iter().flat_map(|items| &items.annotated);
    let alone = all
        .filter(|page| !named.contains(&page.origin) && !keys.contains(page.declared.key.as_str()));
    alone.flat_map(warnings).collect()
}

/// What a link has instead of a URL: the key of a page, written as text.
fn link_by_key(module: &Declared) -> Option<&str> {
    match module.properties()? {
        PropertyTree::Object(members) => members.get("url")?.as_text(),
        _ => None,
    }
}

fn warnings(page: &AnnotatedItem) -> impl Iterator<Item = String> + '_ {
    let kind = match &page.declared.kind {
        DeclarationKind::Module { kind, .. } => Some(*kind),
        _ => None,
    };
    let arguments = page.declared.arguments.iter().filter_map(required);
    let empty = arguments.filter(move |name| {
        kind.is_some_and(|kind| is_empty_in_administration(kind, &page.declared.products, name))
    });
    empty.map(|name| {
        format!(
            "{}: `{}` takes {name:?}, and the host opens an administrators' page where it shows nothing \
             that has one: the page would answer 400 each time; remove the argument, or make it an \
             `Option<…>` if a link of yours brings it",
            page.origin, page.name
        )
    })
}

/// The name of a context parameter that must have a value.
fn required(argument: &Argument) -> Option<String> {
    let Source::Context { name, .. } = &argument.source else {
        return None;
    };
    let optional = match &argument.ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let optional = optional.is_some_and(|last| last.ident == "Option");
    (!optional).then(|| name.value())
}
