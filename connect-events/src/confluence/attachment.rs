//! Confluence attachments.

use serde::Deserialize;

use super::Content;
use super::content::{WrittenVersion, if_any};
use crate::{Id, Timestamp, shapes};

/// An event about files on a page, a post or elsewhere: Confluence's events that start with
/// `attachment_`. (Jira's have another shape: [`AttachmentEvent`](super::AttachmentEvent).)
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct AttachmentEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The files; several if they were uploaded together.
    #[serde(deserialize_with = "shapes::given")]
    pub attachments: Vec<Attachment>,
    /// The content that they are attached to.
    #[serde(deserialize_with = "if_any")]
    pub attached_to: Option<Content>,
}

/// A file in Confluence.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenAttachment")]
#[non_exhaustive]
pub struct Attachment {
    /// The id, which may be a number here and start with `att` in the REST API.
    pub id: Id,
    /// The file's name.
    pub file_name: Option<String>,
    /// The size in bytes.
    pub file_size: Option<i64>,
    /// The version number, from 1.
    pub version: Option<i64>,
    /// The comment on the version.
    pub comment: Option<String>,
    /// The account id of the user who attached it.
    pub creator_account_id: Option<String>,
    /// The account id of the user who last changed it.
    pub last_modifier_account_id: Option<String>,
    /// When it was attached.
    pub creation_date: Option<Timestamp>,
    /// When it was last changed.
    pub modification_date: Option<Timestamp>,
    /// The URL of its content.
    pub self_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenAttachment {
    #[serde(deserialize_with = "shapes::given")]
    id: Id,
    file_name: Option<String>,
    title: Option<String>,
    file_size: Option<i64>,
    #[serde(deserialize_with = "shapes::if_given")]
    version: Option<WrittenVersion>,
    comment: Option<String>,
    creator_account_id: Option<String>,
    last_modifier_account_id: Option<String>,
    #[serde(deserialize_with = "shapes::moment")]
    creation_date: Option<Timestamp>,
    #[serde(deserialize_with = "shapes::moment")]
    modification_date: Option<Timestamp>,
    #[serde(rename = "self")]
    self_url: Option<String>,
}

impl From<WrittenAttachment> for Attachment {
    fn from(written: WrittenAttachment) -> Self {
        Self {
            id: written.id,
            // The REST API has the name as the title.
            file_name: written.file_name.or(written.title),
            file_size: written.file_size,
            version: written.version.and_then(WrittenVersion::number),
            comment: written.comment,
            creator_account_id: written.creator_account_id,
            last_modifier_account_id: written.last_modifier_account_id,
            creation_date: written.creation_date,
            modification_date: written.modification_date,
            self_url: written.self_url,
        }
    }
}
