//! The modules of a descriptor.

use super::Text;
use super::object::{Field, Fields, object};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// The value of `modules`, by kind. Unlisted kinds are kept like the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Modules(pub BTreeMap<String, Entry>);

/// The value of one kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A single object, even if the schema has a list.
    One(Box<Module>),
    /// A list of objects, even if the schema has a single one.
    Many(Vec<Module>),
    /// Anything else: a comment, a template, a list with unexpected members.
    Other(Value),
}

object! {
    /// A module. The fields that most kinds share are typed; the others are in `other`.
    pub struct Module {
        /// The key, unique in the app. Webhooks have none.
        pub key: String = "key",
        /// The name that users see.
        pub name: Text = "name",
        /// The description.
        pub description: Text = "description",
        /// The location where it renders.
        pub location: String = "location",
        /// The webhook event.
        pub event: String = "event",
        /// The URL that the host opens or calls: relative to the base URL, or absolute.
        pub url: String = "url",
        /// What a URL is relative to, or where a shortcut applies: `page`, `addon`, `product`.
        pub context: String = "context",
        /// How an item opens.
        pub target: Target = "target",
        /// Its position among its neighbours: small numbers first.
        pub weight: i64 = "weight",
        /// Whether the host may reuse the page between requests.
        pub cacheable: bool = "cacheable",
        /// The icon.
        pub icon: Icon = "icon",
        /// The text shown on hovering.
        pub tooltip: Text = "tooltip",
        /// The conditions under which the host shows it: each is a condition or a group of them.
        pub conditions: Vec<Value> = "conditions",
        /// Free parameters.
        pub params: Fields = "params",
    }
}

object! {
    /// An icon.
    pub struct Icon {
        /// Its URL: relative to the base URL, or absolute.
        pub url: String = "url",
        /// In pixels.
        pub width: i64 = "width",
        /// In pixels.
        pub height: i64 = "height",
    }
}

object! {
    /// How an item opens.
    pub struct Target {
        /// `page`, `dialog`, `inlinedialog` or `dialogmodule`, in either case.
        pub kind: String = "type",
        /// Options of the kind.
        pub options: Fields = "options",
    }
}

impl Entry {
    /// The modules, in their given order; empty for any other value.
    pub fn iter(&self) -> impl Iterator<Item = &Module> {
        let modules = match self {
            Entry::One(module) => std::slice::from_ref(module.as_ref()),
            Entry::Many(modules) => modules.as_slice(),
            Entry::Other(_) => &[],
        };
        modules.iter()
    }
}

impl Field for Modules {
    fn read(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(kinds) => {
                let entries = kinds
                    .into_iter()
                    .map(|(kind, value)| (kind, Entry::from(value)));
                Ok(Modules(entries.collect()))
            }
            other => Err(other),
        }
    }
}

impl From<Value> for Entry {
    fn from(value: Value) -> Self {
        match value {
            object @ Value::Object(_) => match Module::read(object) {
                Ok(module) => Entry::One(Box::new(module)),
                Err(value) => Entry::Other(value),
            },
            list @ Value::Array(_) => match Field::read(list) {
                Ok(modules) => Entry::Many(modules),
                Err(value) => Entry::Other(value),
            },
            other => Entry::Other(other),
        }
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Entry::One(module) => module.serialize(serializer),
            Entry::Many(modules) => modules.serialize(serializer),
            Entry::Other(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Entry::from)
    }
}

impl Serialize for Modules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Modules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Modules)
    }
}
