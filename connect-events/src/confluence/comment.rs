//! Comments in Confluence.

use crate::{Timestamp, shapes};
use serde::Deserialize;

use super::Content;

/// A comment on a page, a post or a file was created, changed or deleted: Confluence's
/// `comment_created`, `comment_updated`, `comment_removed`. (Jira's have another shape:
/// [`CommentEvent`](super::CommentEvent).)
///
/// The text is not included: read it with `GET /wiki/api/v2/footer-comments/{comment-id}` (or
/// `inline-comments`).
///
/// ```
/// use connect_events::confluence::CommentEvent;
///
/// let reply: CommentEvent = serde_json::from_str(
///     r#"{"userAccountId": "ann", "comment": {"id": "65601", "contentType": "comment", "parent":
///         {"id": "65600", "contentType": "comment", "parent":
///             {"id": "65537", "contentType": "page", "title": "Try the app"}}}}"#,
/// )?;
/// let page = reply.comment.container().ok_or("a comment is on something")?;
/// assert_eq!(page.title.as_deref(), Some("Try the app"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct CommentEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The comment. The content that it is on is its [`container`](Content::container).
    #[serde(deserialize_with = "shapes::given")]
    pub comment: Content,
}
