//! Confluence's pages and blog posts.

use serde::Deserialize;

use super::Content;
use crate::{Timestamp, shapes};

/// Something happened to a page: the events that begin with `page_`, and `blueprint_page_created`.
///
/// The body doesn't say which event it is: a handler is for one event, and so knows.
///
/// ```
/// use connect_events::confluence::PageEvent;
///
/// let event: PageEvent = serde_json::from_str(
///     r#"{
///         "userAccountId": "ann", "updateTrigger": "edit_page",
///         "page": {"id": 65537, "title": "Try the app", "spaceKey": "DEMO", "version": 2}
///     }"#,
/// )?;
/// assert_eq!(event.page.id, "65537");
/// assert_eq!(event.page.space_key.as_deref(), Some("DEMO"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct PageEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// Who did it: an account id.
    pub user_account_id: Option<String>,
    /// The kind of that account: `customer`.
    pub account_type: Option<String>,
    /// The page.
    #[serde(deserialize_with = "shapes::given")]
    pub page: Content,
    /// What made the update: `edit_page`. Only `page_updated` has it.
    pub update_trigger: Option<String>,
    /// Whether watchers are not notified. Only `page_updated` has it.
    pub suppress_notifications: Option<bool>,
    /// The page that it was below. Only `page_moved` has it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub old_parent: Option<Content>,
    /// The page that it is below now. Only `page_moved` has it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub new_parent: Option<Content>,
    /// The pages below it as they were. Only `page_children_reordered` has them.
    #[serde(deserialize_with = "shapes::given")]
    pub old_sorted_children: Vec<Content>,
    /// The pages below it as they are now. Only `page_children_reordered` has them.
    #[serde(deserialize_with = "shapes::given")]
    pub new_sorted_children: Vec<Content>,
}

/// Something happened to a blog post: the events that begin with `blog_`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct BlogPostEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// Who did it: an account id.
    pub user_account_id: Option<String>,
    /// The kind of that account: `customer`.
    pub account_type: Option<String>,
    /// The post.
    #[serde(deserialize_with = "shapes::given")]
    pub blog: Content,
}
