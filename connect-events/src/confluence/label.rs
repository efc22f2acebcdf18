//! Labels in Confluence.

use crate::{Timestamp, shapes};
use serde::Deserialize;

use super::Content;
use super::content::if_any;

/// A label was added or removed, or used for the first or last time: `label_added`,
/// `label_removed`, `label_created`, `label_deleted`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct LabelEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The label.
    #[serde(deserialize_with = "shapes::given")]
    pub label: Label,
    /// The labelled content; `None` for a space, and if there is none.
    #[serde(deserialize_with = "if_any")]
    pub labeled: Option<Content>,
}

/// A label.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Label {
    /// The name.
    #[serde(deserialize_with = "shapes::given")]
    pub name: String,
    /// Its prefix: `global`, `my`, `team`.
    pub prefix: Option<String>,
    /// The display name.
    pub title: Option<String>,
    /// The URL of everything with this label, for users.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
