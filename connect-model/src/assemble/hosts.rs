//! The products that a module is installed in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::declaration::Declaration;
use crate::product::Product;
use crate::{LocationUse, ModuleKind, check_location, condition, event, location, module_kind};

/// The products of each module, in the order of the modules.
pub(crate) fn of_modules(modules: &[(&Declaration, Value)]) -> Vec<BTreeSet<Product>> {
    let own: OwnPlaces<'_> = modules
        .iter()
        .filter(|(declaration, _)| matches!(&*declaration.kind, "webSections" | "webItems"))
        .map(|(declaration, entry)| (&*declaration.key, (&*declaration.kind, entry)))
        .collect();
    modules
        .iter()
        .map(|(declaration, entry)| {
            module_kind(&declaration.kind)
                .map(|kind| hosts(kind, entry, &own))
                .unwrap_or_default()
        })
        .collect()
}

/// The app's own sections and items that other modules can be placed in, by key.
type OwnPlaces<'a> = BTreeMap<&'a str, (&'a str, &'a Value)>;

/// The maximum nesting of sections that is followed, so that a cycle ends.
const MAX_NESTING: usize = 8;

/// The products that a module is installed in: those of its kind, limited by its location, its
/// event and its conditions. A kind that other products also have is not meant for Bitbucket.
fn hosts(kind: &ModuleKind, entry: &Value, own: &OwnPlaces<'_>) -> BTreeSet<Product> {
    let placed = placed(kind, entry, own);
    let mut conditions = Vec::new();
    if let Some(given) = entry.get("conditions") {
        names(given, &mut conditions);
    }
    let known = |product: &&Product| {
        conditions.iter().all(|name| {
            let rows = condition(name);
            // A remote condition, or an unlisted one.
            rows.is_empty() || rows.iter().any(|row| row.product.meets(**product))
        })
    };
    let shown: BTreeSet<Product> = placed.iter().filter(known).copied().collect();
    if shown.is_empty() { placed } else { shown }
}

/// Collects the names of the conditions in a list of conditions and groups.
fn names<'a>(conditions: &'a Value, found: &mut Vec<&'a str>) {
    match conditions {
        Value::Array(list) => list.iter().for_each(|one| names(one, found)),
        Value::Object(one) => {
            found.extend(one.get("condition").and_then(Value::as_str));
            for group in ["and", "or", "conditions"] {
                one.get(group)
                    .into_iter()
                    .for_each(|group| names(group, found));
            }
        }
        _ => {}
    }
}

/// The products of a kind, limited by a module's location or event.
fn placed(kind: &ModuleKind, entry: &Value, own: &OwnPlaces<'_>) -> BTreeSet<Product> {
    let of_kind: BTreeSet<Product> = kind.products.iter().map(|product| product.host()).collect();
    let named = named(kind, entry, own, MAX_NESTING);
    let named: BTreeSet<Product> = named.into_iter().map(Product::host).collect();
    if named.contains(&Product::Common) {
        return without_bitbucket(of_kind);
    }
    let both: BTreeSet<Product> = of_kind.intersection(&named).copied().collect();
    if both.is_empty() {
        without_bitbucket(of_kind)
    } else {
        both
    }
}

fn without_bitbucket(products: BTreeSet<Product>) -> BTreeSet<Product> {
    let others = |product: &&Product| **product != Product::Bitbucket;
    let without: BTreeSet<Product> = products.iter().filter(others).copied().collect();
    if without.is_empty() {
        products
    } else {
        without
    }
}

/// The products that have the location or the event that a module names; empty if it names neither,
/// or one that is not listed.
fn named(kind: &ModuleKind, entry: &Value, own: &OwnPlaces<'_>, depth: usize) -> Vec<Product> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    // `menu`, `menu/section`: in the app's own section or item, wherever that is.
    let first = text("location").and_then(|name| name.split('/').next());
    if let Some((kind, entry)) = first.and_then(|first| own.get(first))
        && let (Some(kind), Some(depth)) = (module_kind(kind), depth.checked_sub(1))
    {
        return named(kind, entry, own, depth);
    }
    let events = text("event").map(event).unwrap_or_default();
    let place = text("location").and_then(|name| check_location(kind, name).ok());
    let rows = match place {
        Some(LocationUse::Listed(row) | LocationUse::BelowListed { parent: row, .. }) => {
            location(row.name)
        }
        Some(LocationUse::Explicit | LocationUse::NoLink) | None => &[],
    };
    let events = events.iter().map(|row| row.product);
    rows.iter().map(|row| row.product).chain(events).collect()
}
