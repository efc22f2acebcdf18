//! Confluence's spaces.

use serde::Deserialize;

use super::Content;
use super::content::if_any;
use crate::{Id, Timestamp, shapes};

/// An event about a space: any that starts with `space_`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SpaceEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
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
    /// The display name.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Whether it is a personal space.
    pub is_personal_space: Option<bool>,
    /// Its home page.
    #[serde(deserialize_with = "if_any")]
    pub home_page: Option<Content>,
    /// The account id of its creator.
    pub creator_account_id: Option<String>,
    /// The account id of the user who last changed it.
    pub last_modifier_account_id: Option<String>,
    /// When it was created.
    #[serde(deserialize_with = "shapes::moment")]
    pub creation_date: Option<Timestamp>,
    /// When it was last changed.
    #[serde(deserialize_with = "shapes::moment")]
    pub modification_date: Option<Timestamp>,
    /// Its URL for users.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
