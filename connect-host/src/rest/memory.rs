//! The properties that the app has left with the product.

use std::collections::BTreeMap;

use connect_model::operation::Operation;
use serde_json::Value;

use super::answer::RestAnswer;
use super::call::RestCall;
use super::{content_property, entity_property};
use crate::host::{Host, Site};

/// Everything that is remembered between two calls.
#[derive(Clone, Default)]
pub(super) struct Memory {
    shelves: BTreeMap<String, Vec<Property>>,
    last_id: u64,
}

/// One property.
#[derive(Clone)]
pub(super) struct Property {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) version: u64,
}

impl Memory {
    /// The properties of an entity, oldest first.
    pub(super) fn of(&self, entity: &str) -> &[Property] {
        self.shelves.get(entity).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_mut(&mut self, entity: &str) -> &mut Vec<Property> {
        self.shelves.entry(entity.to_owned()).or_default()
    }

    /// Keeps a value, whatever was there before; whether nothing was.
    pub(super) fn set(&mut self, entity: &str, key: &str, value: Value) -> bool {
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

    /// The answer to a call for a property; `None` when the operation is about something else.
    pub(super) fn answer(
        &mut self,
        site: &Site,
        operation: &Operation,
        call: &RestCall,
    ) -> Option<RestAnswer> {
        entity_property::answer(self, site.product, operation, call)
            .or_else(|| content_property::answer(self, site, operation, call))
    }
}

/// What an entity is remembered by: its path without what does not belong to its name.
///
/// The two versions of Jira's API speak of the same entities, and Confluence's paths are the same
/// with and without the end of the base URL.
pub(super) fn entity(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix("/wiki").unwrap_or(path);
    match path.strip_prefix("/rest/api/2/") {
        Some(rest) => format!("/rest/api/3/{rest}"),
        None => path.to_owned(),
    }
}

impl Host {
    /// A property that the product has, whoever left it there. `entity` is the path that its
    /// properties are below: `/rest/api/3/issue/DEMO-1`, `/wiki/api/v2/pages/7`,
    /// `/rest/atlassian-connect/1/addons/com.example.votes`. A user's (`/rest/api/3/user`) is
    /// followed by `?accountId=` and the account.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// let votes = host.property("/rest/api/3/issue/DEMO-1", "votes");
    /// assert_eq!(votes, Some(serde_json::json!(3)));
    /// # }
    /// ```
    #[must_use]
    pub fn property(&self, entity: &str, key: &str) -> Option<Value> {
        let state = self.state();
        let mut properties = state.rest.memory.of(&self::entity(entity)).iter();
        Some(properties.find(|it| it.key == key)?.value.clone())
    }

    /// Leaves a property with the product, as somebody else might have done before.
    pub fn set_property(&self, entity: &str, key: &str, value: impl Into<Value>) {
        let mut state = self.state();
        let memory = &mut state.rest.memory;
        memory.set(&self::entity(entity), key, value.into());
    }
}
