//! One app as a descriptor for each product: which parts are for which.
//!
//! All of them have the app's one key, and so do its tenants: each product of a site is a tenant of
//! its own, with its own `clientKey`, so one program serves both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Parts;
use crate::app_field::BASE_URL;
use crate::paths::descriptor_path;
use crate::product::Product;
use crate::scope::{ScopeSet, scope_facts};
use crate::scope_use::ScopeUse;
use crate::{LocationUse, ModuleKind, check_location, condition, event, location, module_kind};

impl<'a> Parts<'a> {
    /// The parts of each product that any module is for.
    pub(super) fn per_product(&self) -> BTreeMap<Product, Parts<'a>> {
        let own: OwnPlaces<'_> = self
            .modules
            .iter()
            .filter(|(declaration, _)| matches!(&*declaration.kind, "webSections" | "webItems"))
            .map(|(declaration, entry)| (&*declaration.key, (&*declaration.kind, entry)))
            .collect();
        let products: Vec<BTreeSet<Product>> = self
            .modules
            .iter()
            .map(|(declaration, entry)| {
                module_kind(&declaration.kind)
                    .map(|kind| hosts(kind, entry, &own))
                    .unwrap_or_default()
            })
            .collect();
        let all: BTreeSet<Product> = products.iter().flatten().copied().collect();
        let parts = |product: Product| Parts {
            app: app(&self.app, product),
            modules: self
                .modules
                .iter()
                .zip(&products)
                .filter(|(_, products)| products.contains(&product))
                .map(|(module, _)| module.clone())
                .collect(),
            migrates: self.migrates,
            // Each product is asked in a way of its own, which needs the same scope.
            guards: self.guards.clone(),
            needs: self
                .needs
                .iter()
                .filter_map(|need| of_product(need, product))
                .collect(),
        };
        all.into_iter()
            .map(|product| (product, parts(product)))
            .collect()
    }
}

/// The sections and items of the app that other modules can be below, by their keys.
type OwnPlaces<'a> = BTreeMap<&'a str, (&'a str, &'a Value)>;

/// How deep sections are followed, so that a circle of them ends.
const MAX_NESTING: usize = 8;

/// The products that a module is installed in: those of its kind, as far as its location, its event
/// and its conditions leave them. A kind that other products have too is not meant for Bitbucket.
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

/// The names of the conditions in a list of them and of groups.
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

/// The products of a kind, as far as a module's location or event leaves them.
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

/// The products that have the place or the event that a module names; none when it names neither,
/// or one that no row lists.
fn named(kind: &ModuleKind, entry: &Value, own: &OwnPlaces<'_>, depth: usize) -> Vec<Product> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    // `menu`, `menu/section`: below the app's own section or item, wherever that is.
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

/// What `app!` declares, for one product: its own address, and those scopes of a ceiling that the
/// product has.
fn app(app: &Map<String, Value>, product: Product) -> Map<String, Value> {
    let mut app = app.clone();
    if let Some(Value::Array(scopes)) = app.get_mut("scopes") {
        scopes.retain(|name| name.as_str().is_some_and(|name| may_have(product, name)));
    }
    let links = app
        .entry("links")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(links) = links {
        let address = format!("{BASE_URL}{}", descriptor_path(Some(product)));
        links.insert("self".to_owned(), address.into());
    }
    app
}

/// What of a need is for the product: a call of its API with all that it needs, and of what names
/// no API the scopes that the product has.
fn of_product(need: &ScopeUse, product: Product) -> Option<ScopeUse> {
    match need.kind.operation() {
        Some((whose, ..)) => whose.meets(product).then(|| need.clone()),
        None => Some(ScopeUse {
            scopes: need
                .scopes
                .iter()
                .filter(|scope| may_have(product, scope.name()))
                .collect::<ScopeSet>(),
            ..need.clone()
        }),
    }
}

/// Whether a product has a scope; an unlisted one counts as known.
fn may_have(product: Product, scope: &str) -> bool {
    let mut rows = scope_facts()
        .iter()
        .filter(|row| row.name == scope)
        .peekable();
    rows.peek().is_none() || rows.any(|row| row.product == product)
}

#[cfg(test)]
mod tests;
