//! Splitting an app into one descriptor per product.
//!
//! All of them have the same app key. Each product of a site is a separate tenant, with its own
//! `clientKey`, so one program serves both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Parts, hosts};
use crate::app_field::BASE_URL;
use crate::paths::descriptor_path;
use crate::product::Product;
use crate::scope::{ScopeSet, scope_facts};
use crate::scope_use::ScopeUse;

impl<'a> Parts<'a> {
    /// The parts of each product that any module is for.
    pub(super) fn per_product(&self) -> BTreeMap<Product, Parts<'a>> {
        let products = hosts::of_modules(&self.modules);
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
            // Each product has its own check, which needs the same scope.
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

/// The fields of `app!` for one product: its own base URL, and those scopes of a ceiling that the
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

/// The part of a scope use that is for the product: calls of its API with all their scopes, and for
/// uses that name no API, the scopes that the product has.
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
