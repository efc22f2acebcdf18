//! Links between issues.

use serde::Deserialize;

use crate::Id;

/// Two issues were linked or unlinked: `issuelink_created`, `issuelink_deleted`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueLinkEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The link.
    pub issue_link: IssueLink,
}

/// A link between two issues.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueLink {
    /// The id.
    pub id: Id,
    /// The issue that the link goes out from: it [blocks](IssueLinkType::outward_name).
    pub source_issue_id: Id,
    /// The issue that the link leads to: it [is blocked by](IssueLinkType::inward_name).
    pub destination_issue_id: Id,
    /// What the link means.
    pub issue_link_type: Option<IssueLinkType>,
    /// Whether the host made it by itself: between an issue and its sub-task, an epic and its
    /// stories.
    pub system_link: Option<bool>,
}

/// What a link means.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueLinkType {
    /// The id.
    pub id: Option<Id>,
    /// The name: `Blocks`.
    pub name: Option<String>,
    /// What the source does: `blocks`.
    pub outward_name: Option<String>,
    /// What happens to the destination: `is blocked by`.
    pub inward_name: Option<String>,
}
