//! Data that apps keep with issues.

use serde::Deserialize;
use serde_json::Value;

use super::{Issue, Person};

/// A property of an issue was set or deleted: `issue_property_set`, `issue_property_deleted`.
///
/// What the body has is not documented, so everything is an option. The webhook's URL knows the
/// issue in any case: let it ask for `issue.key`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssuePropertyEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// Who did it.
    pub user: Option<Person>,
    /// The property.
    pub property: Option<EntityProperty>,
    /// The issue.
    pub issue: Option<Issue>,
}

/// A property that an app keeps with something of the host.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct EntityProperty {
    /// The key.
    pub key: String,
    /// The value; absent when it was deleted.
    pub value: Option<Value>,
}
