//! Time spent on issues.

use serde::Deserialize;

use super::{Person, Text};
use crate::{Id, Timestamp, shapes};

/// Work on an issue was logged, or what was logged changed or deleted: `worklog_created`,
/// `worklog_updated`, `worklog_deleted`.
///
/// Only the issue's id comes with it; a webhook's URL can ask for `issue.key`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorklogEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// What was logged.
    #[serde(deserialize_with = "shapes::given")]
    pub worklog: Worklog,
}

/// A piece of work on an issue.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Worklog {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The issue.
    pub issue_id: Option<Id>,
    /// Who worked.
    #[serde(deserialize_with = "shapes::if_given")]
    pub author: Option<Person>,
    /// Who changed it last.
    #[serde(deserialize_with = "shapes::if_given")]
    pub update_author: Option<Person>,
    /// What was done.
    pub comment: Option<Text>,
    /// When the work began, such as `2024-11-26T10:04:25.165+0100`.
    #[serde(deserialize_with = "shapes::moment")]
    pub started: Option<Timestamp>,
    /// When it was logged, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub created: Option<Timestamp>,
    /// When it was last changed, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub updated: Option<Timestamp>,
    /// How long it took, as users write it: `1h 30m`.
    pub time_spent: Option<String>,
    /// How long it took, in seconds.
    pub time_spent_seconds: Option<i64>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
