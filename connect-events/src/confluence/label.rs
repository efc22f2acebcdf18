//! Labels in Confluence.

use crate::{Timestamp, shapes};
use serde::Deserialize;

use super::Content;
use super::content::if_any;

/// A label was put on something or taken off, or used for the first or last time: `label_added`,
/// `label_removed`, `label_created`, `label_deleted`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct LabelEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// Who did it: an account id.
    pub user_account_id: Option<String>,
    /// The kind of that account: `customer`.
    pub account_type: Option<String>,
    /// The label.
    #[serde(deserialize_with = "shapes::given")]
    pub label: Label,
    /// What it was put on or taken off; absent for spaces, and where there is none.
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
    /// Whose it is: `global`, `my`, `team`.
    pub prefix: Option<String>,
    /// The name as users see it.
    pub title: Option<String>,
    /// Where users see what has it.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
