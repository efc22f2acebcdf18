//! Links to pages that do not expect to be opened the way the link opens them. The host opens the URL of a
//! cacheable module without a token and without parameters, and that of any other module with both
//! ("Cacheable app iframes").

use connect_syntax::{DeclarationKind, Declared, PropertyTree, Reference};

use crate::references::{AnnotatedItem, Items, target};

/// A warning for each module that is cacheable and whose page is not, or the reverse.
pub(super) fn mixed(crates: &[&Items]) -> Vec<String> {
    let mut warnings = Vec::new();
    for (number, items) in crates.iter().enumerate() {
        for found in &items.annotated {
            let Some(reference) = own_url(&found.declared) else {
                continue;
            };
            if let Some(page) = target(crates, number, &found.module, reference) {
                warnings.extend(warning(found, page));
            }
        }
    }
    warnings
}

/// The item that serves the module itself; its other URLs, such as that of a macro's editor, are
/// opened in other ways.
fn own_url(module: &Declared) -> Option<&Reference> {
    let (DeclarationKind::Module { kind, .. }, Some(PropertyTree::Object(members))) =
        (&module.kind, module.properties())
    else {
        return None;
    };
    let [only] = kind.url_at else {
        return None;
    };
    match members.get(*only)? {
        PropertyTree::Reference(index) => module.references.get(*index),
        _ => None,
    }
}

fn warning(module: &AnnotatedItem, page: &AnnotatedItem) -> Option<String> {
    let DeclarationKind::Module { kind, .. } = &module.declared.kind else {
        return None;
    };
    kind.property("cacheable")?;
    let (what, instead) = match (is_cacheable(&module.declared), opened(&page.declared)) {
        (false, Opened::Cacheable) => (
            "is cacheable, so it checks no token, while this module is opened with one",
            "write `cacheable = true` here as well",
        ),
        (true, Opened::WithToken) => (
            "requires a token, and the host opens a cacheable module without one",
            "remove `cacheable`, or name a page that is cacheable or `#[public]`",
        ),
        _ => return None,
    };
    Some(format!(
        "{}: `{}`, which `url` of this {} names, {what}; {instead}",
        module.origin, page.name, kind.label
    ))
}

/// How a page expects to be opened.
enum Opened {
    WithToken,
    Cacheable,
    Public,
}

fn opened(page: &Declared) -> Opened {
    match &page.kind {
        DeclarationKind::Module {
            route: Some(route), ..
        } if route.public => Opened::Cacheable,
        DeclarationKind::Route { .. } => Opened::Public,
        _ => Opened::WithToken,
    }
}

fn is_cacheable(module: &Declared) -> bool {
    match module.properties() {
        Some(PropertyTree::Object(members)) => {
            members.get("cacheable") == Some(&PropertyTree::Boolean(true))
        }
        _ => false,
    }
}
