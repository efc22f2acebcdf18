//! Confluence's pages and blog posts.

use serde::Deserialize;

use super::Content;
use crate::{Timestamp, shapes};

/// An event about a page: any that starts with `page_`, or `blueprint_page_created`.
///
/// The body doesn't state which event it is: a handler is for a single event, and so knows.
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
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The page.
    #[serde(deserialize_with = "shapes::given")]
    pub page: Content,
    /// The cause of the update: `edit_page`. Only for `page_updated`.
    pub update_trigger: Option<String>,
    /// Whether watchers are not notified. Only for `page_updated`.
    pub suppress_notifications: Option<bool>,
    /// The former parent page. Only for `page_moved`.
    #[serde(deserialize_with = "shapes::if_given")]
    pub old_parent: Option<Content>,
    /// The new parent page. Only for `page_moved`.
    #[serde(deserialize_with = "shapes::if_given")]
    pub new_parent: Option<Content>,
    /// The child pages in their former order. Only for `page_children_reordered`.
    #[serde(deserialize_with = "shapes::given")]
    pub old_sorted_children: Vec<Content>,
    /// The child pages in their new order. Only for `page_children_reordered`.
    #[serde(deserialize_with = "shapes::given")]
    pub new_sorted_children: Vec<Content>,
}

/// An event about a blog post: any that starts with `blog_`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct BlogPostEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The post.
    #[serde(deserialize_with = "shapes::given")]
    pub blog: Content,
}
