//! Time spent on issues.

use serde::Deserialize;

use super::{Person, Text};
use crate::Id;

/// Work on an issue was logged, or what was logged changed or deleted: `worklog_created`,
/// `worklog_updated`, `worklog_deleted`.
///
/// Only the issue's id comes with it; a webhook's URL can ask for `issue.key`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorklogEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// What was logged.
    pub worklog: Worklog,
}

/// A piece of work on an issue.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Worklog {
    /// The id.
    pub id: Id,
    /// The issue.
    pub issue_id: Option<Id>,
    /// Who worked.
    pub author: Option<Person>,
    /// Who changed it last.
    pub update_author: Option<Person>,
    /// What was done.
    pub comment: Option<Text>,
    /// When the work began, such as `2024-11-26T10:04:25.165+0100`.
    pub started: Option<String>,
    /// When it was logged, likewise.
    pub created: Option<String>,
    /// When it was last changed, likewise.
    pub updated: Option<String>,
    /// How long it took, as users write it: `1h 30m`.
    pub time_spent: Option<String>,
    /// How long it took, in seconds.
    pub time_spent_seconds: Option<i64>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}
