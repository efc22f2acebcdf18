//! Confluence's users and groups.

use crate::{Timestamp, shapes};
use serde::Deserialize;

/// An event about a Confluence user: `user_created`, `user_updated`, `user_deactivated`,
/// `user_reactivated`, `user_removed`, `user_followed`. (Jira's have another shape:
/// [`UserEvent`](super::UserEvent).)
///
/// The body is not documented, so everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The user that the event is about.
    #[serde(deserialize_with = "shapes::if_given")]
    pub user_profile: Option<UserProfile>,
}

/// A user, as written in Confluence's webhooks.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenProfile")]
#[non_exhaustive]
pub struct UserProfile {
    /// The account id, whether the host writes `userAccountId` or `accountId`.
    pub account_id: Option<String>,
    /// The display name.
    pub full_name: Option<String>,
}

/// A group was created or deleted: `group_created`, `group_removed`.
///
/// The body is not documented: the group has been observed as a name (`group`, `groupName`) and
/// described as an object. All of these are accepted.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenGroupEvent")]
#[non_exhaustive]
pub struct GroupEvent {
    /// When it happened.
    pub timestamp: Option<Timestamp>,
    /// The account id of the user who did it.
    pub user_account_id: Option<String>,
    /// The type of that account, such as `customer`.
    pub account_type: Option<String>,
    /// The group's name.
    pub name: Option<String>,
    /// The group's id, if the host states it.
    pub id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenProfile {
    user_account_id: Option<String>,
    account_id: Option<String>,
    full_name: Option<String>,
}

impl From<WrittenProfile> for UserProfile {
    fn from(written: WrittenProfile) -> Self {
        Self {
            account_id: written.user_account_id.or(written.account_id),
            full_name: written.full_name,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenGroupEvent {
    #[serde(deserialize_with = "shapes::moment")]
    timestamp: Option<Timestamp>,
    user_account_id: Option<String>,
    account_type: Option<String>,
    #[serde(deserialize_with = "shapes::if_given")]
    group: Option<WrittenGroup>,
    group_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenGroup {
    Name(String),
    Object {
        name: Option<String>,
        id: Option<String>,
    },
}

impl From<WrittenGroupEvent> for GroupEvent {
    fn from(written: WrittenGroupEvent) -> Self {
        let (name, id) = match written.group {
            Some(WrittenGroup::Name(name)) => (Some(name), None),
            Some(WrittenGroup::Object { name, id }) => (name, id),
            None => (None, None),
        };
        Self {
            timestamp: written.timestamp,
            user_account_id: written.user_account_id,
            account_type: written.account_type,
            name: name.or(written.group_name),
            id,
        }
    }
}
