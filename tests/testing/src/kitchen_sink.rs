//! The checks of an app that uses every module kind of a product, against a local host.

use std::collections::BTreeSet;

use connect_host::{ForgeRule, Host, HostError, Method};
use connect_model::forge::assemble::declared_key;
use connect_model::forge::{Forge, GapKind};
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
/// kinds that have pages of which none was opened; on Forge, too, these are kinds of the app's descriptor.
pub async fn open_every_module(
    host: &Host,
    descriptor: &Descriptor,
    products: &[Product],
) -> Vec<&'static str> {
    let declared: Vec<(&str, &str)> = descriptor
        .all_modules()
        .filter_map(|(kind, module)| Some((kind, module.key.as_deref()?)))
        .collect();
    let mut opened = BTreeSet::new();
    for module in host.modules() {
        let Some(key) = module.key.as_deref().filter(|_| module.can_be_opened()) else {
            continue;
        };
        let page = match host.open(key).with_samples().await {
            // By Forge's schema, such a page has no endpoint.
            Err(HostError::AgainstForge {
                rule: ForgeRule::NoEndpoint,
                ..
            }) => continue,
            page => page.unwrap(),
        };
        assert_eq!(page.status, 200, "{} {key}: {}", module.kind, page.body);
        let declared_key = declared_key(key, |key| declared.iter().any(|(_, own)| *own == key));
        let of_key = declared
            .iter()
            .filter(|(_, own)| Some(*own) == declared_key);
        opened.extend(of_key.map(|(kind, _)| *kind));
    }
    kinds(products)
        .filter(|kind| matches!(kind.invocation, Invocation::Iframe | Invocation::Fetch))
        .map(|kind| kind.name)
        .filter(|kind| !opened.contains(*kind))
        .collect()
}

/// Opens the pages that modules have besides their own: module keys and parts. Returns those that the
/// platform has no place for.
pub async fn open_parts<'a>(host: &Host, parts: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut without = Vec::new();
    for (key, part) in parts {
        match host.open(key).part(part).with_samples().await {
            Ok(page) => assert_eq!(page.status, 200, "{part} of {key}: {}", page.body),
            Err(HostError::NotOpenable { .. } | HostError::UnknownModule { .. }) => {
                without.push((*key, *part));
            }
            Err(error) => panic!("{part} of {key}: {error}"),
        }
    }
    without
}

/// The items that the app leaves out on Forge.
pub fn left_out(forge: &Forge) -> Vec<&str> {
    let gaps = forge.gaps.iter();
    let gaps = gaps.filter(|gap| matches!(gap.kind, GapKind::Skipped | GapKind::NoPlace));
    gaps.map(|gap| gap.item.as_str()).collect()
}

/// Makes the calls that the product's server makes, such as conditions and callbacks.
pub async fn call(host: &Host, calls: &[(Method, &str)]) {
    for (method, path) in calls {
        let answer = host.request(method.clone(), path).await.unwrap();
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
    }
}

/// Makes the calls that Forge makes from server to server, by the keys of the modules.
pub async fn call_on_forge(host: &Host, keys: &[&str]) {
    for key in keys {
        let answer = host.forge_call(key).await.unwrap();
        assert!(answer.status.is_success(), "{key}: {}", answer.status);
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
