//! Data that apps keep with issues.

use crate::{Timestamp, shapes};
use serde::Deserialize;
use serde_json::Value;

use super::{Issue, Person};

/// A property of an issue was set or deleted: `issue_property_set`, `issue_property_deleted`.
///
/// What the body has is not documented, so everything is an option. The webhook's URL knows the
/// issue in any case: let it ask for `issue.key`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssuePropertyEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// Who did it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub user: Option<Person>,
    /// The property.
    #[serde(deserialize_with = "shapes::if_given")]
    pub property: Option<EntityProperty>,
    /// The issue.
    #[serde(deserialize_with = "shapes::if_given")]
    pub issue: Option<Issue>,
}

/// A property that an app keeps with something of the host.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EntityProperty {
    /// The key.
    #[serde(deserialize_with = "shapes::given")]
    pub key: String,
    /// The value; absent when it was deleted.
    pub value: Option<Value>,
}
