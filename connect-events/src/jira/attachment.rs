//! Files on issues.

use serde::Deserialize;

use super::Person;
use crate::Id;

/// A file was attached to an issue or deleted: `attachment_created`, `attachment_deleted` of Jira.
///
/// The host doesn't say which issue it is. Where that matters, `jira:issue_updated` with a change
/// of `Attachment` has both.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AttachmentEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The file.
    pub attachment: Attachment,
}

/// A file on an issue.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Attachment {
    /// The id.
    pub id: Id,
    /// The file's name.
    pub filename: Option<String>,
    /// Who attached it.
    pub author: Option<Person>,
    /// When it was attached, such as `2024-11-26T10:04:25.165+0100`.
    pub created: Option<String>,
    /// The length in bytes.
    pub size: Option<i64>,
    /// The content type.
    pub mime_type: Option<String>,
    /// Where the content is.
    pub content: Option<String>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
