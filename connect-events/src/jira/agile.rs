//! Jira Software's sprints and boards.

use serde::Deserialize;

use crate::{Id, Timestamp, shapes};

/// A sprint was created, changed, started, closed or deleted: `sprint_created`, `sprint_updated`,
/// `sprint_started`, `sprint_closed`, `sprint_deleted`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SprintEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The sprint after the event; if it was deleted, before.
    #[serde(deserialize_with = "shapes::given")]
    pub sprint: Sprint,
    /// The sprint as it was before an update.
    #[serde(deserialize_with = "shapes::if_given")]
    pub old_value: Option<Sprint>,
}

/// A sprint.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Sprint {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The name.
    pub name: Option<String>,
    /// `future`, `active` or `closed`.
    pub state: Option<String>,
    /// Its goal.
    pub goal: Option<String>,
    /// The board that it was created on.
    pub origin_board_id: Option<Id>,
    /// When it started or is to start, such as `2020-07-30T21:13:24.588Z`.
    #[serde(deserialize_with = "shapes::moment")]
    pub start_date: Option<Timestamp>,
    /// When it is to end, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub end_date: Option<Timestamp>,
    /// When it was closed, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub complete_date: Option<Timestamp>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// A board was created, changed or deleted, or its configuration changed: `board_created`,
/// `board_updated`, `board_deleted`, `board_configuration_changed`.
///
/// The last of these names the board `configuration`; here it is [`board`](Self::board) too.
/// Columns and estimation, which only that event has, can be read from `Event::body`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenBoardEvent")]
#[non_exhaustive]
pub struct BoardEvent {
    /// When it happened.
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The board.
    pub board: Board,
}

/// A board.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Board {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The name.
    pub name: Option<String>,
    /// `scrum`, `kanban` or `simple`.
    #[serde(rename = "type")]
    pub board_type: Option<String>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenBoardEvent {
    #[serde(deserialize_with = "shapes::moment")]
    timestamp: Option<Timestamp>,
    webhook_event: Option<String>,
    #[serde(deserialize_with = "shapes::if_given")]
    board: Option<Board>,
    #[serde(deserialize_with = "shapes::if_given")]
    configuration: Option<Board>,
}

impl From<WrittenBoardEvent> for BoardEvent {
    fn from(written: WrittenBoardEvent) -> Self {
        let board = written.board.or(written.configuration);
        Self {
            timestamp: written.timestamp,
            webhook_event: written.webhook_event,
            board: board.unwrap_or_default(),
        }
    }
}
