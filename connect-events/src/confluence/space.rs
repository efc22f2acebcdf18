//! Confluence's spaces.

use serde::Deserialize;

use super::Content;
use super::content::if_any;
use crate::{Id, Timestamp, shapes};

/// Something happened to a space: the events that begin with `space_`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SpaceEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// Who did it: an account id.
    pub user_account_id: Option<String>,
    /// The kind of that account: `customer`.
    pub account_type: Option<String>,
    /// The space.
    #[serde(deserialize_with = "shapes::given")]
    pub space: Space,
}

/// A space.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Space {
    /// The key.
    #[serde(deserialize_with = "shapes::given")]
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
    #[serde(deserialize_with = "if_any")]
    pub home_page: Option<Content>,
    /// Who created it: an account id.
    pub creator_account_id: Option<String>,
    /// Who changed it last: an account id.
    pub last_modifier_account_id: Option<String>,
    /// When it was created.
    #[serde(deserialize_with = "shapes::moment")]
    pub creation_date: Option<Timestamp>,
    /// When it was last changed.
    #[serde(deserialize_with = "shapes::moment")]
    pub modification_date: Option<Timestamp>,
    /// Where users see it.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
