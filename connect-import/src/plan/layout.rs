//! The layout of a package: which module goes into which file.

use std::collections::BTreeSet;

use connect_model::{ModuleKind, Product};

use super::module::Module;

/// The file of each module: events separately, the others by product.
pub(super) fn assign_files(modules: &[Module]) -> Vec<&'static str> {
    let mut files: Vec<&'static str> = modules
        .iter()
        .map(|module| by_product(module.kind, &module.products))
        .collect();
    let used: BTreeSet<&'static str> = files.iter().copied().collect();
    let mut of_products = ["jira", "confluence", "bitbucket"]
        .into_iter()
        .filter(|product| used.contains(product));
    // An app for one product has no file for shared modules.
    if let (Some(only), None) = (of_products.next(), of_products.next()) {
        for file in files.iter_mut().filter(|file| **file == "shared") {
            *file = only;
        }
    }
    files
}

fn by_product(kind: &ModuleKind, products: &[Product]) -> &'static str {
    if kind.name == "webhooks" {
        return "events";
    }
    let mut hosts: BTreeSet<&str> = products.iter().map(|one| one.host().name()).collect();
    match (hosts.pop_first(), hosts.is_empty()) {
        (Some("jira"), true) => "jira",
        (Some("confluence"), true) => "confluence",
        (Some("bitbucket"), true) => "bitbucket",
        _ => "shared",
    }
}
