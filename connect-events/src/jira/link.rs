//! Links between issues.

use serde::Deserialize;

use crate::{Id, Timestamp, shapes};

/// Two issues were linked or unlinked: `issuelink_created`, `issuelink_deleted`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueLinkEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The link.
    #[serde(deserialize_with = "shapes::given")]
    pub issue_link: IssueLink,
}

/// A link between two issues.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueLink {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The issue that the link starts from: it [blocks](IssueLinkType::outward_name).
    #[serde(deserialize_with = "shapes::given")]
    pub source_issue_id: Id,
    /// The issue that the link points to: it [is blocked by](IssueLinkType::inward_name).
    #[serde(deserialize_with = "shapes::given")]
    pub destination_issue_id: Id,
    /// The type of the link.
    #[serde(deserialize_with = "shapes::if_given")]
    pub issue_link_type: Option<IssueLinkType>,
    /// Whether the host itself made it: between an issue and its sub-task, an epic and its stories.
    pub system_link: Option<bool>,
}

/// The type of a link.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueLinkType {
    /// The id.
    pub id: Option<Id>,
    /// The name: `Blocks`.
    pub name: Option<String>,
    /// The relation of the source: `blocks`.
    pub outward_name: Option<String>,
    /// The relation of the destination: `is blocked by`.
    pub inward_name: Option<String>,
}
