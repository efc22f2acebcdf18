//! Scopes, and what each of Jira's and Confluence's implies in either product: as a `match`, so that a
//! scope without a row, or a row without a scope, does not compile.

use super::super::cell::{Product, Rust};
use super::super::rows::ScopeRow;
use super::{array, item};
use std::collections::{BTreeMap, BTreeSet};

/// The platform's name for needing no scope, which is not a scope in the model.
pub(super) const NONE: &str = "NONE";

pub(super) fn text(rows: &[ScopeRow]) -> String {
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            item(
                "ScopeFact",
                &[
                    ("name", row.scope.rust()),
                    ("product", row.product.rust()),
                    ("implies", row.implies.rust()),
                    ("forge", row.forge.rust()),
                    ("confidence", row.confidence.rust()),
                ],
            )
        })
        .collect();
    let mut implied: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // Bitbucket's scopes are a separate vocabulary, without a lattice here.
    let lattice = rows.iter().filter(|row| row.product != Product::Bitbucket);
    for row in lattice.filter(|row| row.scope != NONE) {
        let implies = row.implies.0.iter().map(String::as_str);
        let own = implied.entry(&row.scope).or_default();
        own.extend(implies.filter(|name| *name != NONE));
    }
    let mut text = format!(
        "use crate::fact::Confidence;\nuse crate::product::Product;\n\
         use crate::scope::{{Scope, ScopeFact}};\n\n{}\n\
         pub(crate) const fn implied(scope: Scope) -> u16 {{\n    match scope {{\n",
        array("SCOPES", "ScopeFact", &items)
    );
    for (scope, implies) in implied {
        let bits: Vec<String> = implies
            .iter()
            .map(|scope| format!("Scope::{}.bit()", variant(scope)))
            .collect();
        let bits = if bits.is_empty() {
            "0".to_owned()
        } else {
            bits.join(" | ")
        };
        text.push_str(&format!("        Scope::{} => {bits},\n", variant(scope)));
    }
    text.push_str("    }\n}\n");
    text
}

/// `PROJECT_ADMIN` → `ProjectAdmin`.
pub(super) fn variant(scope: &str) -> String {
    let mut out = String::new();
    for word in scope.split('_') {
        let (first, rest) = word.split_at(word.len().min(1));
        out.push_str(&first.to_ascii_uppercase());
        out.push_str(&rest.to_ascii_lowercase());
    }
    out
}

/// The names accepted by `scopes` in `app!`: those of Jira and Confluence, then Bitbucket's; those
/// that imply little first, and last those that neither imply others nor follow from them.
pub(super) fn names(rows: &[ScopeRow]) -> Vec<&str> {
    let mut names: BTreeMap<&str, (bool, bool, usize)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.scope != NONE) {
        let others = row.product == Product::Bitbucket;
        let implied = if others { 0 } else { row.implies.0.len() };
        let rank = (others, !others && implied == 0, implied);
        let known = names.entry(&row.scope).or_insert(rank);
        *known = rank.max(*known);
    }
    let mut sorted: Vec<&str> = names.keys().copied().collect();
    sorted.sort_by_key(|name| names.get(name));
    sorted
}
