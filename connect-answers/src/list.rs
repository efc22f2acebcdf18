//! A page of any list.

use connect_events::shapes;
use serde::Deserialize;

/// A page of a list, wherever the product has the items: in `values`, `results`, `issues`,
/// `comments`, `worklogs`, `users` or `groups`.
///
/// Use it to fetch pages individually; a call's `.items()` iterates over all of them.
///
/// ```
/// use connect_answers::{List, jira::Comment};
///
/// let page: List<Comment> = serde_json::from_str(
///     r#"{"startAt": 0, "maxResults": 1, "total": 7, "comments": [{"id": "1"}]}"#,
/// )?;
/// assert_eq!(page.items[0].id, "1");
/// assert_eq!(page.total, Some(7));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    default,
    rename_all = "camelCase",
    bound(deserialize = "T: Deserialize<'de>")
)]
#[non_exhaustive]
pub struct List<T> {
    /// The items of this page.
    #[serde(
        alias = "values",
        alias = "results",
        alias = "issues",
        alias = "comments",
        alias = "worklogs",
        alias = "users",
        alias = "groups",
        deserialize_with = "shapes::given"
    )]
    pub items: Vec<T>,
    /// How many items came before this page.
    #[serde(alias = "start")]
    pub start_at: Option<u64>,
    /// The number of items on all pages.
    #[serde(alias = "totalSize")]
    pub total: Option<u64>,
    /// Whether this is the last page.
    #[serde(alias = "isLastPage", alias = "last")]
    pub is_last: Option<bool>,
    /// The token for requesting the next page.
    #[serde(alias = "nextPageCursor")]
    pub next_page_token: Option<String>,
}

/// Implemented by hand, because a `T` need not have a default.
impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            start_at: None,
            total: None,
            is_last: None,
            next_page_token: None,
        }
    }
}
