//! The keys of modules: legal ones, each once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::world::World;

/// Legal keys, each once.
pub(super) fn give(world: &mut World<'_>) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut again: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..world.modules.len() {
        let Some(module) = world.modules.get(at) else {
            continue;
        };
        if !module.kind.has_key() {
            continue;
        }
        let (label, pointer) = (module.label(), module.pointer.clone());
        let had = module.fields.get("key").and_then(Value::as_str);
        let legal: String = had
            .unwrap_or_default()
            .chars()
            .take(100)
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '-'
                }
            })
            .collect();
        let any = legal.contains(|letter: char| letter.is_ascii_alphanumeric());
        let wanted = match had {
            Some(key) if connect_syntax::key::is_valid(key) => key.to_owned(),
            Some(_) if any => legal.trim_matches('-').to_owned(),
            _ => module.kind.attribute.replace('_', "-"),
        };
        let mut key = wanted.clone();
        while !taken.insert(key.clone()) {
            let number = again.entry(wanted.clone()).or_insert(1);
            *number += 1;
            let cut: String = wanted.chars().take(90).collect();
            key = format!("{cut}-{number}");
        }
        match had {
            Some(had) if had == key => {}
            Some(had) if had == wanted => world.say(
                &format!("{pointer}/key"),
                &format!("{label}: another module has the same key; this one got {key:?}"),
            ),
            Some(_) => world.say(
                &format!("{pointer}/key"),
                &format!("{label}: a key has letters, digits and `-`; this one got {key:?}"),
            ),
            None => world.say(&pointer, &format!("{label}: it has no key; it got {key:?}")),
        }
        if let Some(module) = world.modules.get_mut(at) {
            module.key = key;
        }
    }
}
