//! The common shape of Confluence's pages, posts, comments and custom content.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::{Id, Timestamp, shapes};

/// A page, a blog post, a comment or custom content, as written in Confluence's webhooks.
///
/// Ids have been numbers and, later, text. Custom content has been observed in the shape of the
/// REST API (`type`, `space.key`, `version.number`), which is accepted as well.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenContent")]
#[non_exhaustive]
pub struct Content {
    /// The id.
    pub id: Id,
    /// The title; comments have none.
    pub title: Option<String>,
    /// `page`, `blogpost`, `comment`, `attachment`, or the full key of a custom content type.
    pub content_type: Option<String>,
    /// The version number, from 1.
    pub version: Option<i64>,
    /// The space's key.
    pub space_key: Option<String>,
    /// The space's id.
    pub space_id: Option<Id>,
    /// The account id of its creator.
    pub creator_account_id: Option<String>,
    /// The account id of the user who last changed it.
    pub last_modifier_account_id: Option<String>,
    /// When it was created.
    pub creation_date: Option<Timestamp>,
    /// When it was last changed.
    pub modification_date: Option<Timestamp>,
    /// What a comment is on: a page, a post, or the comment that it replies to.
    pub parent: Option<Box<Content>>,
    /// The comment that this one replies to.
    pub in_reply_to: Option<Box<Content>>,
    /// Its URL for users.
    pub self_url: Option<String>,
}

impl Content {
    /// The content that a comment is on: the first of its [parents](Self::parent) that is not a
    /// comment itself, because a reply may name the comment before it.
    #[must_use]
    pub fn container(&self) -> Option<&Content> {
        let mut parent = self.parent.as_deref();
        while let Some(comment) = parent
            && comment.content_type.as_deref() == Some("comment")
        {
            parent = comment.parent.as_deref();
        }
        parent
    }
}

/// Custom content was created, changed, deleted or restored, or permissions to view or edit
/// something were changed: `content_created`, `content_updated`, `content_trashed`,
/// `content_restored`, `content_removed`, `content_permissions_updated`.
///
/// Two shapes are accepted: the content below `content`, and, as observed for content properties,
/// the content as the whole body.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenContentEvent")]
#[non_exhaustive]
pub struct ContentEvent {
    /// When it happened.
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The content.
    pub content: Content,
}

/// Deserializes content, if there is any: a label can be on a space, which doesn't have this shape,
/// and the home page of a space can be missing.
pub(crate) fn if_any<'de, D>(deserializer: D) -> Result<Option<Content>, D::Error>
where
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    if value.get("id").is_none() {
        return Ok(None);
    }
    Content::deserialize(value)
        .map(Some)
        .map_err(serde::de::Error::custom)
}

/// A version number, which the REST API wraps in an object.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum WrittenVersion {
    Number(i64),
    Object { number: Option<i64> },
}

impl WrittenVersion {
    pub(crate) fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Object { number } => number,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenContent {
    #[serde(deserialize_with = "shapes::given")]
    id: Id,
    title: Option<String>,
    content_type: Option<String>,
    #[serde(rename = "type")]
    rest_type: Option<String>,
    #[serde(deserialize_with = "shapes::if_given")]
    version: Option<WrittenVersion>,
    space_key: Option<String>,
    space_id: Option<Id>,
    #[serde(deserialize_with = "shapes::given")]
    space: WrittenSpace,
    creator_account_id: Option<String>,
    last_modifier_account_id: Option<String>,
    #[serde(deserialize_with = "shapes::moment")]
    creation_date: Option<Timestamp>,
    #[serde(deserialize_with = "shapes::moment")]
    modification_date: Option<Timestamp>,
    #[serde(deserialize_with = "shapes::if_given")]
    parent: Option<Box<Content>>,
    #[serde(deserialize_with = "shapes::if_given")]
    in_reply_to: Option<Box<Content>>,
    #[serde(rename = "self")]
    self_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WrittenSpace {
    id: Option<Id>,
    key: Option<String>,
}

impl From<WrittenContent> for Content {
    fn from(written: WrittenContent) -> Self {
        Self {
            id: written.id,
            title: written.title,
            content_type: written.content_type.or(written.rest_type),
            version: written.version.and_then(WrittenVersion::number),
            space_key: written.space_key.or(written.space.key),
            space_id: written.space_id.or(written.space.id),
            creator_account_id: written.creator_account_id,
            last_modifier_account_id: written.last_modifier_account_id,
            creation_date: written.creation_date,
            modification_date: written.modification_date,
            parent: written.parent,
            in_reply_to: written.in_reply_to,
            self_url: written.self_url,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenContentEvent {
    #[serde(deserialize_with = "shapes::moment")]
    timestamp: Option<Timestamp>,
    user_account_id: Option<String>,
    account_type: Option<String>,
    #[serde(deserialize_with = "shapes::if_given")]
    content: Option<Content>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl From<WrittenContentEvent> for ContentEvent {
    fn from(written: WrittenContentEvent) -> Self {
        let content = match written.content {
            Some(content) => content,
            // A body that isn't content either is about nothing that is known here.
            None => Content::deserialize(Value::Object(written.rest)).unwrap_or_default(),
        };
        Self {
            timestamp: written.timestamp,
            user_account_id: written.user_account_id,
            account_type: written.account_type,
            content,
        }
    }
}
