//! The properties of a declaration: JSON whose leaves can be items that are known only by name.
//!
//! A macro sees the name of an item, not the item. Where the item's key, URL or location belongs,
//! the tree has a [`PropertyTree::Reference`]. The expansion replaces it with a constant of the
//! item, the build script with what it finds by following the name through the sources.

use std::collections::BTreeMap;

use serde_json::{Number, Value as Json};

/// The members of an object, in name order.
pub type Members = BTreeMap<String, PropertyTree>;

/// A JSON value that may refer to items of the app.
#[derive(Debug, Clone, PartialEq)]
pub enum PropertyTree {
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(String),
    /// The string that a referenced item provides, by the index into the declaration's references.
    Reference(usize),
    /// A list.
    List(Vec<PropertyTree>),
    /// An object.
    Object(Members),
}

/// A piece of a text that contains references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Plain text.
    Text(String),
    /// The value of the reference with this index.
    Reference(usize),
}

impl PropertyTree {
    /// An object with these members.
    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        let members = members.map(|(name, value)| (name.to_owned(), value));
        Self::Object(members.into())
    }

    /// The value if it is a plain string; `None` for anything else, including references.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list, or the value itself as the only element.
    pub(crate) fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            one => std::slice::from_ref(one),
        }
    }

    /// The JSON, with `values` replacing the references.
    #[must_use]
    pub fn resolve(&self, values: &[String]) -> Json {
        match self {
            Self::Boolean(value) => Json::from(*value),
            Self::Number(value) => Json::Number(value.clone()),
            Self::Text(value) => Json::from(value.as_str()),
            Self::Reference(index) => Json::from(values.get(*index).map_or("", String::as_str)),
            Self::List(elements) => elements.iter().map(|one| one.resolve(values)).collect(),
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), value.resolve(values)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// The JSON as text, split at references.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.write(&mut parts);
        parts
    }

    fn write(&self, parts: &mut Vec<Part>) {
        match self {
            Self::Boolean(value) => push(parts, if *value { "true" } else { "false" }),
            Self::Number(value) => push(parts, &value.to_string()),
            Self::Text(value) => push(parts, &quoted(value)),
            Self::Reference(index) => {
                push(parts, "\"");
                parts.push(Part::Reference(*index));
                push(parts, "\"");
            }
            Self::List(elements) => {
                push(parts, "[");
                for (at, element) in elements.iter().enumerate() {
                    push(parts, if at == 0 { "" } else { "," });
                    element.write(parts);
                }
                push(parts, "]");
            }
            Self::Object(members) => {
                push(parts, "{");
                for (at, (name, value)) in members.iter().enumerate() {
                    push(parts, if at == 0 { "" } else { "," });
                    push(parts, &quoted(name));
                    push(parts, ":");
                    value.write(parts);
                }
                push(parts, "}");
            }
        }
    }
}

/// A string as JSON.
fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// Appends text to the last piece of text.
fn push(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

impl From<&str> for PropertyTree {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PropertyTree {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Members> for PropertyTree {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

impl From<bool> for PropertyTree {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for PropertyTree {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree() -> impl Strategy<Value = PropertyTree> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(PropertyTree::from),
            any::<i64>().prop_map(PropertyTree::from),
            any::<String>().prop_map(PropertyTree::from),
            (0_usize..4).prop_map(PropertyTree::Reference),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(PropertyTree::List),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(PropertyTree::Object),
            ]
        })
    }

    proptest! {
        /// The macros render the parts, the build script resolves: both must give the same text.
        #[test]
        fn parts_and_resolved_json_agree(tree in tree(), values in prop::array::uniform4("[a-z/{}.-]*")) {
            let text: String = tree
                .parts()
                .into_iter()
                .map(|part| match part {
                    Part::Text(text) => text,
                    Part::Reference(index) => values[index].clone(),
                })
                .collect();
            prop_assert_eq!(text, tree.resolve(&values).to_string());
        }
    }

    #[test]
    fn references_interrupt_the_text() {
        let tree = PropertyTree::object([
            ("location", PropertyTree::Reference(3)),
            ("weight", 10.into()),
        ]);
        let parts = [
            Part::Text("{\"location\":\"".to_owned()),
            Part::Reference(3),
            Part::Text("\",\"weight\":10}".to_owned()),
        ];
        assert_eq!(tree.parts(), parts);
    }
}
