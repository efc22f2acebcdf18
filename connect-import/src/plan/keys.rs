//! Assigning module keys: valid and unique ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::module::Module;
use crate::diagnostics::Diagnostics;

/// The longest key, in characters.
const LONGEST: usize = 100;

/// The key of each module; empty for kinds without one.
pub(super) fn assign(modules: &[Module], diagnostics: &mut Diagnostics<'_>) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut repeated: BTreeMap<String, usize> = BTreeMap::new();
    let mut assign = |module: &Module| {
        if !module.kind.has_key() {
            return String::new();
        }
        let (label, pointer) = (module.label(), &module.pointer);
        let original = module.fields.get("key").and_then(Value::as_str);
        let wanted = legal(original, module.kind.attribute);
        let mut key = wanted.clone();
        while !taken.insert(key.clone()) {
            let number = repeated.entry(wanted.clone()).or_insert(1);
            *number += 1;
            let cut: String = wanted.chars().take(LONGEST - 10).collect();
            key = format!("{cut}-{number}");
        }
        match original {
            Some(original) if original == key => {}
            Some(original) if original == wanted => diagnostics.report(
                &format!("{pointer}/key"),
                format!("{label}: another module has the same key; renamed to {key:?}"),
            ),
            Some(_) => diagnostics.report(
                &format!("{pointer}/key"),
                format!("{label}: a key consists of letters, digits and `-`; renamed to {key:?}"),
            ),
            None => {
                diagnostics.report(pointer, format!("{label}: it has no `key`; set to {key:?}"))
            }
        }
        key
    };
    modules.iter().map(&mut assign).collect()
}

/// A valid key, as close to the original as possible.
fn legal(original: Option<&str>, attribute: &str) -> String {
    let replaced: String = original
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    match original {
        Some(key) if connect_syntax::key::is_valid(key) => key.to_owned(),
        Some(_) if replaced.contains(|letter: char| letter.is_ascii_alphanumeric()) => {
            replaced.trim_matches('-').to_owned()
        }
        _ => attribute.replace('_', "-"),
    }
}
