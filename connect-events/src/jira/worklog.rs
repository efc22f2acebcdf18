//! Time spent on issues.

use serde::Deserialize;

use super::{Person, Text};
use crate::{Id, Timestamp, shapes};

/// Work on an issue was logged, or a log entry was changed or deleted: `worklog_created`,
/// `worklog_updated`, `worklog_deleted`.
///
/// It only includes the issue's id; a webhook's URL can request `issue.key`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorklogEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The log entry.
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
    /// The user who did the work.
    #[serde(deserialize_with = "shapes::if_given")]
    pub author: Option<Person>,
    /// The user who last changed it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub update_author: Option<Person>,
    /// The description of the work.
    pub comment: Option<Text>,
    /// When the work started, such as `2024-11-26T10:04:25.165+0100`.
    #[serde(deserialize_with = "shapes::moment")]
    pub started: Option<Timestamp>,
    /// When it was logged, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub created: Option<Timestamp>,
    /// When it was last changed, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub updated: Option<Timestamp>,
    /// The time spent, in users' notation: `1h 30m`.
    pub time_spent: Option<String>,
    /// The time spent, in seconds.
    pub time_spent_seconds: Option<i64>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
