//! The changes to an issue.

use serde::Deserialize;

use crate::{Id, shapes};

/// The changes made by one update.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Changelog {
    /// The id of the entry in the history.
    pub id: Option<Id>,
    /// One item for each field that changed.
    #[serde(deserialize_with = "shapes::given")]
    pub items: Vec<Change>,
}

/// The change of one field.
///
/// Each side has a value for programs (an id, for fields with a choice of values) and a text for
/// readers; both are absent for an empty field. Source: "Webhooks".
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// The field's name.
    pub field: Option<String>,
    /// The field's id: `status`, `customfield_10020`.
    pub field_id: Option<String>,
    /// `jira`, or `custom` for a custom field.
    #[serde(rename = "fieldtype")]
    pub field_type: Option<String>,
    /// The value before.
    pub from: Option<Id>,
    /// The text before.
    pub from_string: Option<String>,
    /// The value after.
    pub to: Option<Id>,
    /// The text after.
    pub to_string: Option<String>,
}
