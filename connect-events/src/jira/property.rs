//! Entity properties, which apps store on issues.

use crate::{Timestamp, shapes};
use serde::Deserialize;
use serde_json::Value;

use super::{Issue, Person};

/// A property of an issue was set or deleted: `issue_property_set`, `issue_property_deleted`.
///
/// The body is not documented, so everything is optional. The webhook's URL can always identify the
/// issue: let it request `issue.key`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssuePropertyEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The user who did it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub user: Option<Person>,
    /// The property.
    #[serde(deserialize_with = "shapes::if_given")]
    pub property: Option<EntityProperty>,
    /// The issue.
    #[serde(deserialize_with = "shapes::if_given")]
    pub issue: Option<Issue>,
}

/// A property that an app stores on an entity of the host.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EntityProperty {
    /// The key.
    #[serde(deserialize_with = "shapes::given")]
    pub key: String,
    /// The value; `None` if the property was deleted.
    pub value: Option<Value>,
}
