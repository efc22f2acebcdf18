//! The checks of an app that uses every module kind of a product, against a local host.

use std::collections::BTreeSet;

use connect_host::{Host, Method};
use connect_model::module_kind::Invocation;
use connect_model::{Descriptor, ModuleKind, Product, module_kinds};

/// The module kinds of these products.
pub fn kinds(products: &[Product]) -> impl Iterator<Item = &'static ModuleKind> {
    module_kinds()
        .iter()
        .filter(|kind| products.iter().any(|it| kind.products.contains(it)))
}

/// The descriptor as the app serves it, with a base URL that is the same in each run.
#[track_caller]
pub fn descriptor(host: &Host, base_url: &str) -> Descriptor {
    let mut descriptor = host.descriptor().expect("the app is installed");
    descriptor.base_url = Some(base_url.to_owned());
    descriptor
}

/// The module kinds of these products that the app does not use.
pub fn unused_kinds(host: &Host, products: &[Product]) -> Vec<&'static str> {
    let descriptor = host.descriptor().expect("the app is installed");
    let used: BTreeSet<&str> = descriptor.all_modules().map(|(kind, _)| kind).collect();
    kinds(products)
        .map(|kind| kind.name)
        .filter(|kind| !used.contains(kind))
        .collect()
}

/// Opens every module that can be opened, and asserts that it answers with a page. Returns the
/// kinds that have pages of which none was opened.
pub async fn open_every_module(host: &Host, products: &[Product]) -> Vec<&'static str> {
    let mut opened = BTreeSet::new();
    for module in host.modules() {
        let Some(key) = module.key.as_deref().filter(|_| module.can_be_opened()) else {
            continue;
        };
        let page = host.open(key).with_samples().await.unwrap();
        assert_eq!(page.status, 200, "{} {key}: {}", module.kind, page.body);
        opened.insert(module.kind);
    }
    kinds(products)
        .filter(|kind| matches!(kind.invocation, Invocation::Iframe | Invocation::Fetch))
        .map(|kind| kind.name)
        .filter(|kind| !opened.contains(*kind))
        .collect()
}

/// Opens the pages that modules have beside their own: module keys and parts.
pub async fn open_parts(host: &Host, parts: &[(&str, &str)]) {
    for (key, part) in parts {
        let page = host.open(key).part(part).with_samples().await.unwrap();
        assert_eq!(page.status, 200, "{part} of {key}: {}", page.body);
    }
}

/// Makes the calls that the product's server makes, such as conditions and callbacks.
pub async fn call(host: &Host, calls: &[(Method, &str)]) {
    for (method, path) in calls {
        let answer = host.request(method.clone(), path).await.unwrap();
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
    }
}

/// Fires each event, and asserts that one webhook gets and handles it.
pub async fn fire(host: &Host, events: &[&str]) {
    for event in events {
        let deliveries = host.fire(event).until_handled().await.unwrap();
        assert_eq!(deliveries.len(), 1, "{event}");
        assert_eq!(deliveries[0].status, 204, "{event}");
        assert_eq!(deliveries[0].handled, Some(Ok(())), "{event}");
    }
}
