//! Forge's scopes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::event;
use super::feature::Feature;
use crate::HostProduct;
use crate::fact::Unknown;
use crate::operation::operations;

/// Scopes that neither an operation nor an event needs.
const OTHERS: [&str; 2] = ["storage:app", "report:personal-data"];

/// All scopes that any fact requires.
pub fn all() -> &'static BTreeSet<&'static str> {
    static KNOWN: LazyLock<BTreeSet<&'static str>> = LazyLock::new(collect);
    &KNOWN
}

/// The scope with this name.
///
/// # Errors
/// [`Unknown`], with the nearest names, if no fact requires a scope with that name.
pub fn named(name: &str) -> Result<&'static str, Unknown> {
    let all = all();
    all.get(name)
        .copied()
        .ok_or_else(|| Unknown::new("scope of Forge", name, all.iter().copied()))
}

fn collect() -> BTreeSet<&'static str> {
    let of_operations = operations()
        .iter()
        .flat_map(|one| one.classic_scopes().chain(one.granular_scopes()));
    let of_events = event::all()
        .iter()
        .flat_map(|row| row.scopes.iter().copied());
    let products = HostProduct::ALL.into_iter();
    let features =
        products.flat_map(|product| [Feature::AppProperties(product), Feature::ClientKey(product)]);
    let features = features.chain([
        Feature::SystemToken,
        Feature::UserToken,
        Feature::PostFunction,
    ]);
    let of_features = features.flat_map(|feature| feature.scopes().iter().copied());
    of_operations
        .chain(of_events)
        .chain(of_features)
        .chain(OTHERS)
        .collect()
}
