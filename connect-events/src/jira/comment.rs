//! Comments on issues.

use serde::Deserialize;
use serde_json::Value;

use super::{Issue, Person};
use crate::{Id, Timestamp, shapes};

/// An issue was commented on, or a comment was changed or deleted: Jira's `comment_created`,
/// `comment_updated`, `comment_deleted`. (Confluence's have another shape:
/// [`CommentEvent`](super::CommentEvent).)
///
/// The issue includes a few fields: summary, status, priority, assignee, project and type.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct CommentEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The comment after the event; if it was deleted, before.
    #[serde(deserialize_with = "shapes::given")]
    pub comment: Comment,
    /// The issue that it is on.
    #[serde(deserialize_with = "shapes::given")]
    pub issue: Issue,
}

/// A comment on an issue.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Comment {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The user who wrote it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub author: Option<Person>,
    /// The user who last changed it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub update_author: Option<Person>,
    /// Its text.
    pub body: Option<Text>,
    /// When it was written, such as `2024-11-26T10:04:25.165+0100`.
    #[serde(deserialize_with = "shapes::moment")]
    pub created: Option<Timestamp>,
    /// When it was last changed, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub updated: Option<Timestamp>,
    /// Whether customers of a service desk can see it.
    pub jsd_public: Option<bool>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// Long text written by a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Text {
    /// Text with wiki markup, as sent in webhooks.
    Plain(String),
    /// A document ("Atlassian Document Format"), as in version 3 of the REST API.
    Document(Value),
}

impl Text {
    /// The text, unless it is a document.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Document(_) => None,
        }
    }
}
