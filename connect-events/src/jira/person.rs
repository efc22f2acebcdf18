//! Jira's users, and events about them.

use serde::Deserialize;

use crate::{Timestamp, shapes};

/// A user in Jira's format: an actor, an author, an assignee.
///
/// The host writes null if there is no user, so it is optional wherever it appears. What is visible
/// of a user depends on their privacy settings, and a former user may only have a name: each field
/// can be absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Person {
    /// The account id: the only permanent identifier of a user. Former users may have none.
    pub account_id: Option<String>,
    /// `atlassian` for people, `app` for apps, `customer` for customers of a service desk.
    pub account_type: Option<String>,
    /// The display name.
    pub display_name: Option<String>,
    /// The email address, if it is visible to everyone.
    pub email_address: Option<String>,
    /// Whether the account is active.
    #[serde(deserialize_with = "shapes::flag")]
    pub active: Option<bool>,
    /// The time zone, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
}

/// A Jira user was created, changed or deleted: `user_created`, `user_updated`, `user_deleted`.
///
/// The fields of `user` are not documented; they are assumed to be the same as in other events.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The affected user, not the one who did it.
    #[serde(deserialize_with = "shapes::given")]
    pub user: Person,
}
