//! Jira Software's sprints and boards.

use serde::Deserialize;

use crate::Id;

/// A sprint was created, changed, started, closed or deleted: `sprint_created`, `sprint_updated`,
/// `sprint_started`, `sprint_closed`, `sprint_deleted`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SprintEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The sprint as it is now; as it was, when it was deleted.
    pub sprint: Sprint,
    /// The sprint as it was before an update.
    pub old_value: Option<Sprint>,
}

/// A sprint.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Sprint {
    /// The id.
    pub id: Id,
    /// The name.
    pub name: Option<String>,
    /// `future`, `active` or `closed`.
    pub state: Option<String>,
    /// What it is to reach.
    pub goal: Option<String>,
    /// The board that it was created on.
    pub origin_board_id: Option<Id>,
    /// When it began or is to begin, such as `2020-07-30T21:13:24.588Z`.
    pub start_date: Option<String>,
    /// When it is to end, likewise.
    pub end_date: Option<String>,
    /// When it was closed, likewise.
    pub complete_date: Option<String>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// A board was created, changed or deleted, or its configuration changed: `board_created`,
/// `board_updated`, `board_deleted`, `board_configuration_changed`.
///
/// The last of them names the board `configuration`; it is [`board`](Self::board) here too.
/// Columns and estimation, which only that event has, are in `Event::body`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "WrittenBoardEvent")]
#[non_exhaustive]
pub struct BoardEvent {
    /// When it happened, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The board.
    pub board: Board,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Board {
    /// The id.
    pub id: Id,
    /// The name.
    pub name: Option<String>,
    /// `scrum`, `kanban` or `simple`.
    #[serde(rename = "type")]
    pub board_type: Option<String>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenBoardEvent {
    timestamp: Option<i64>,
    webhook_event: Option<String>,
    board: Option<Board>,
    configuration: Option<Board>,
}

impl TryFrom<WrittenBoardEvent> for BoardEvent {
    type Error = &'static str;

    fn try_from(written: WrittenBoardEvent) -> Result<Self, Self::Error> {
        Ok(Self {
            timestamp: written.timestamp,
            webhook_event: written.webhook_event,
            board: written
                .board
                .or(written.configuration)
                .ok_or("neither `board` nor `configuration`")?,
        })
    }
}
