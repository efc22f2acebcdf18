//! Confluence's spaces.

use serde::Deserialize;

use super::Content;
use super::content::if_any;
use crate::Id;

/// Something happened to a space: the events that begin with `space_`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SpaceEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// Who did it: an account id.
    pub user_account_id: Option<String>,
    /// The kind of that account: `customer`.
    pub account_type: Option<String>,
    /// The space.
    pub space: Space,
}

/// A space.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Space {
    /// The key.
    pub key: String,
    /// The id.
    pub id: Option<Id>,
    /// The name as users see it.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is a personal space.
    pub is_personal_space: Option<bool>,
    /// The page that it opens with.
    #[serde(default, deserialize_with = "if_any")]
    pub home_page: Option<Content>,
    /// Who created it: an account id.
    pub creator_account_id: Option<String>,
    /// Who changed it last: an account id.
    pub last_modifier_account_id: Option<String>,
    /// When it was created, in milliseconds since 1970.
    pub creation_date: Option<i64>,
    /// When it was last changed, in milliseconds since 1970.
    pub modification_date: Option<i64>,
    /// Where users see it.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
