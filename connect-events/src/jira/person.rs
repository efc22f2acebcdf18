//! People, and what happens to Jira's users.

use serde::Deserialize;

use crate::{Timestamp, shapes};

/// A user as Jira writes one: an actor, an author, an assignee.
///
/// The host writes null where there is no user, so it is an option wherever it appears. What is shown
/// of a user depends on their privacy settings, and one who is gone may be a name and no more: each
/// part can be absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Person {
    /// The account id: the only lasting name of a user. Former users can be without.
    pub account_id: Option<String>,
    /// `atlassian` for people, `app` for apps, `customer` for customers of a service desk.
    pub account_type: Option<String>,
    /// The name that others see.
    pub display_name: Option<String>,
    /// The e-mail address, if the user shows it to everyone.
    pub email_address: Option<String>,
    /// Whether the account is active.
    #[serde(deserialize_with = "shapes::flag")]
    pub active: Option<bool>,
    /// The time zone, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
}

/// A Jira user was created, changed or deleted: `user_created`, `user_updated`, `user_deleted`.
///
/// Which fields `user` has is not documented; it is assumed to be what other events have of a user.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// Whom it happened to, not who did it.
    #[serde(deserialize_with = "shapes::given")]
    pub user: Person,
}
