//! The products that a module can be for.

use connect_model::{ModuleKind, Product};

use crate::args::Args;

/// Those that its location or event says; none where neither does.
pub(super) fn said(args: &Args) -> Vec<Product> {
    let text = |name: &str| {
        args.get(name)
            .and_then(|arg| arg.value.as_str())
            .map(syn::LitStr::value)
    };
    let locations = text("location")
        .map(|name| connect_model::location(&name))
        .unwrap_or_default();
    let events = text("event")
        .map(|name| connect_model::event(&name))
        .unwrap_or_default();
    locations
        .iter()
        .map(|row| row.product)
        .chain(events.iter().map(|row| row.product))
        .collect()
}

/// Those that it says, or else those that know its kind. Bitbucket is then not among them: the
/// facts about it are partial.
pub(super) fn of(row: &ModuleKind, said: &[Product]) -> Vec<Product> {
    if !said.is_empty() {
        return said.to_vec();
    }
    let rest = row.products.iter().copied();
    let without: Vec<Product> = rest
        .filter(|product| *product != Product::Bitbucket)
        .collect();
    if without.is_empty() {
        row.products.to_vec()
    } else {
        without
    }
}
