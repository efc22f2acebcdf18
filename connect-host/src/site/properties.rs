//! The properties that the app has stored with the product.

use std::collections::BTreeMap;

use serde_json::Value;

/// The properties of all entities.
#[derive(Clone, Default)]
pub(crate) struct PropertyStore {
    by_entity: BTreeMap<String, Vec<Property>>,
    last_id: u64,
}

/// One property.
#[derive(Clone)]
pub(crate) struct Property {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) value: Value,
    pub(crate) version: u64,
}

impl PropertyStore {
    /// The properties of an entity, oldest first.
    pub(crate) fn of(&self, entity: &str) -> &[Property] {
        self.by_entity.get(entity).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn of_mut(&mut self, entity: &str) -> &mut Vec<Property> {
        self.by_entity.entry(entity.to_owned()).or_default()
    }

    /// One property of an entity.
    pub(crate) fn get(&self, entity: &str, key: &str) -> Option<&Property> {
        self.of(entity).iter().find(|property| property.key == key)
    }

    /// Creates or replaces a property; whether it was created.
    pub(crate) fn set(&mut self, entity: &str, key: &str, value: Value) -> bool {
        let found = self.of_mut(entity).iter_mut().find(|it| it.key == key);
        if let Some(property) = found {
            property.value = value;
            property.version += 1;
            return false;
        }
        self.last_id += 1;
        let property = Property {
            id: self.last_id.to_string(),
            key: key.to_owned(),
            value,
            version: 1,
        };
        self.of_mut(entity).push(property);
        true
    }
}

/// The name under which an entity's properties are stored: its path, without what differs between
/// paths of one entity.
///
/// Both versions of Jira's API address the same entities, and Confluence's paths are the same with
/// and without the `/wiki` that the base URL ends in.
pub(crate) fn entity_name(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix("/wiki").unwrap_or(path);
    match path.strip_prefix("/rest/api/2/") {
        Some(rest) => format!("/rest/api/3/{rest}"),
        None => path.to_owned(),
    }
}
