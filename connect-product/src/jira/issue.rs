//! Issues.

pub(crate) mod draft;
pub(crate) mod fields;
pub(crate) mod operations;

use serde_json::Value;

use super::rights::{self, Level};
use crate::failure::Failure;
use crate::turn::{Row, Turn, cells};

/// An issue that the caller can see.
pub(crate) struct Issue {
    pub(crate) id: i64,
    pub(crate) key: String,
    pub(crate) project: i64,
    /// The caller's level in its project.
    pub(crate) level: Level,
    pub(crate) row: Row,
}

impl Issue {
    /// Refuses users with a lower level.
    pub(crate) fn needs(&self, level: Level, message: &str) -> Result<(), Failure> {
        if self.level >= level {
            return Ok(());
        }
        Err(Failure::forbidden(message))
    }

    /// Refuses users who may not change a comment, worklog or attachment of the issue: its author
    /// needs a lower level than everybody else.
    pub(crate) fn needs_to_change(
        &self,
        turn: &Turn<'_>,
        row: &Row,
        message: &str,
    ) -> Result<(), Failure> {
        let own = row.text_if("author").as_deref() == turn.user();
        let needed = if own { Level::Work } else { Level::Administer };
        self.needs(needed, message)
    }

    /// The entity name under which its properties are stored.
    pub(crate) fn entity(&self) -> String {
        entity(self.id)
    }
}

/// The entity name under which an issue's properties are stored.
pub(crate) fn entity(id: i64) -> String {
    format!("/rest/api/3/issue/{id}")
}

pub(crate) const ABSENT: &str = "Issue does not exist or you do not have permission to see it.";

/// The issue with this id or key, if the caller can see it.
pub(crate) async fn find(turn: &mut Turn<'_>, id_or_key: &str) -> Result<Issue, Failure> {
    let sql = "SELECT * FROM issue WHERE deleted = 0 AND ";
    let row = match id_or_key.parse::<i64>() {
        Ok(id) => {
            turn.database
                .row(format!("{sql} id = ?"), cells![id])
                .await?
        }
        Err(_) => {
            let key = id_or_key.to_uppercase();
            turn.database
                .row(format!("{sql} key = ?"), cells![key])
                .await?
        }
    };
    let row = row.ok_or_else(|| Failure::not_found(ABSENT))?;
    let project = row.number("project");
    let level = rights::level(turn, project).await?;
    if level < Level::View {
        return Err(Failure::not_found(ABSENT));
    }
    Ok(Issue {
        id: row.number("id"),
        key: row.text("key"),
        project,
        level,
        row,
    })
}

/// The issue in the path.
pub(crate) async fn named(turn: &mut Turn<'_>) -> Result<Issue, Failure> {
    let id_or_key = turn.value("issueIdOrKey");
    find(turn, &id_or_key).await
}

/// The rows of a table with the ids listed in a body, for issues that the caller can see.
pub(crate) async fn rows_in_sight(turn: &mut Turn<'_>, table: &str) -> Result<Vec<Row>, Failure> {
    let body = turn.json();
    let mut rows = Vec::new();
    for id in body["ids"].as_array().into_iter().flatten() {
        let sql = format!("SELECT * FROM {table} WHERE id = ?");
        let Some(row) = turn.database.row(sql, cells![id.as_i64()]).await? else {
            continue;
        };
        if find(turn, &row.number("issue").to_string()).await.is_ok() {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Marks the issue as updated now.
pub(crate) async fn touch(turn: &mut Turn<'_>, id: i64) -> Result<(), Failure> {
    let now = turn.now();
    let sql = "UPDATE issue SET updated = ? WHERE id = ?";
    turn.database.run(sql, cells![now, id]).await?;
    Ok(())
}

/// The issue as in webhooks, with all its fields in version 2 of the API.
pub(crate) async fn for_webhooks(turn: &mut Turn<'_>, id: i64) -> Result<Value, Failure> {
    let row = turn
        .database
        .row("SELECT * FROM issue WHERE id = ?", cells![id])
        .await?;
    let Some(row) = row else {
        return Ok(Value::Null);
    };
    let mut shapes = super::shapes::Shapes::for_webhooks(turn).await?;
    let selection = fields::Selection::all_but(&["comment", "worklog"]);
    fields::shown(turn, &mut shapes, &row, &selection).await
}
