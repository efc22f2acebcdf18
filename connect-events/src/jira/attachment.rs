//! Attachments of issues.

use serde::Deserialize;

use super::Person;
use crate::{Id, Timestamp, shapes};

/// A file was attached to an issue or deleted: Jira's `attachment_created`, `attachment_deleted`.
///
/// The host doesn't state which issue it is. If that matters, `jira:issue_updated` with a change of
/// `Attachment` has both.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct AttachmentEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The file.
    #[serde(deserialize_with = "shapes::given")]
    pub attachment: Attachment,
}

/// A file on an issue.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Attachment {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The file's name.
    pub filename: Option<String>,
    /// The user who attached it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub author: Option<Person>,
    /// When it was attached, such as `2024-11-26T10:04:25.165+0100`.
    #[serde(deserialize_with = "shapes::moment")]
    pub created: Option<Timestamp>,
    /// The size in bytes.
    pub size: Option<i64>,
    /// The content type.
    pub mime_type: Option<String>,
    /// The URL of its content.
    pub content: Option<String>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
