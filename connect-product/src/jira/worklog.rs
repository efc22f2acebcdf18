//! Worklogs: time spent on an issue.

use serde_json::{Value, json};

use super::issue::draft::document;
use super::issue::{self, Issue};
use super::moment;
use super::paging::Page;
use super::rights::Level;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issue/{issueIdOrKey}/worklog" => list;
    Post "/rest/api/3/issue/{issueIdOrKey}/worklog" => create;
    Get "/rest/api/3/issue/{issueIdOrKey}/worklog/{id}" => get;
    Put "/rest/api/3/issue/{issueIdOrKey}/worklog/{id}" => edit;
    Delete "/rest/api/3/issue/{issueIdOrKey}/worklog/{id}" => delete;
    Post "/rest/api/3/worklog/list" => get_many;
    Get "/rest/api/3/worklog/updated" => updated;
};

/// The first worklogs of an issue, as one of its fields.
pub(crate) async fn of_issue(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    issue: i64,
) -> Result<Value, Failure> {
    let page = Page { start: 0, size: 20 };
    listed(turn, shapes, issue, page).await
}

async fn listed(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    issue: i64,
    page: Page,
) -> Result<Value, Failure> {
    let sql = "SELECT count(*) FROM worklog WHERE issue = ?";
    let total = turn.database.count(sql, cells![issue]).await?;
    let sql = "SELECT * FROM worklog WHERE issue = ? ORDER BY started, id LIMIT ? OFFSET ?";
    let rows = turn
        .database
        .rows(sql, cells![issue, page.size, page.start])
        .await?;
    let mut worklogs = Vec::new();
    for row in &rows {
        worklogs.push(shown(turn, shapes, row).await?);
    }
    Ok(json!({
        "startAt": page.start, "maxResults": page.size, "total": total, "worklogs": worklogs,
    }))
}

async fn shown(turn: &mut Turn<'_>, shapes: &mut Shapes, row: &Row) -> Result<Value, Failure> {
    let (id, issue) = (row.number("id"), row.number("issue"));
    let author = row.text_if("author");
    let author = shapes.person(turn, author.as_deref()).await?;
    let updater = row.text_if("update_author");
    let updater = shapes.person(turn, updater.as_deref()).await?;
    let mut worklog = json!({
        "self": shapes.link(turn, &format!("issue/{issue}/worklog/{id}")),
        "author": author,
        "updateAuthor": updater,
        "created": moment::platform(row.number("created")),
        "updated": moment::platform(row.number("updated")),
        "started": moment::platform(row.number("started")),
        "timeSpent": moment::duration_text(row.number("seconds")),
        "timeSpentSeconds": row.number("seconds"),
        "id": id.to_string(),
        "issueId": issue.to_string(),
    });
    if row.text_if("comment").is_some() {
        worklog["comment"] = shapes.text(&row.json("comment"));
    }
    Ok(worklog)
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let page = Page::asked(turn, 5000, 5000);
    let body = listed(turn, &mut shapes, issue.id, page).await?;
    Ok(Reply::ok(&body))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    turn.authenticated()?;
    let body = turn.json();
    let id = make(turn, &issue, &body).await?;
    let row = row(turn, issue.id, id).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::created(&shown(turn, &mut shapes, &row).await?))
}

/// The time spent in a request, in seconds.
fn spent(body: &Value) -> Result<Option<i64>, Failure> {
    let seconds = match (
        body["timeSpentSeconds"].as_i64(),
        body["timeSpent"].as_str(),
    ) {
        (Some(seconds), _) => Some(seconds),
        (None, Some(text)) => Some(moment::duration(text).unwrap_or_default()),
        (None, None) => None,
    };
    match seconds {
        Some(seconds) if seconds < 60 => {
            let message = "Invalid time duration entered";
            Err(Failure::field("timeLogged", message))
        }
        seconds => Ok(seconds),
    }
}

fn started(body: &Value) -> Result<Option<i64>, Failure> {
    match body["started"].as_str() {
        None => Ok(None),
        Some(text) => match moment::read(text) {
            Some(started) => Ok(Some(started)),
            None => Err(Failure::field("started", "Unexpected date format")),
        },
    }
}

/// Logs work.
pub(crate) async fn make(turn: &mut Turn<'_>, issue: &Issue, body: &Value) -> Result<i64, Failure> {
    let message = "You do not have permission to log work on this issue.";
    issue.needs(Level::Work, message)?;
    let seconds = spent(body)?
        .ok_or_else(|| Failure::field("timeLogged", "You must indicate the time spent working."))?;
    let started = started(body)?.unwrap_or(turn.now());
    let comment = document(turn, "comment", &body["comment"])?;
    let (now, author) = (turn.now(), turn.user().map(str::to_owned));
    let sql = "INSERT INTO worklog
        (issue, author, update_author, comment, started, seconds, created, updated)
        VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?6)";
    let cells = cells![issue.id, author, &comment, started, seconds, now];
    let id = turn.database.insert(sql, cells).await?;
    issue::touch(turn, issue.id).await?;
    tell(turn, issue.id, id, "worklog_created").await?;
    Ok(id)
}

async fn tell(
    turn: &mut Turn<'_>,
    issue: i64,
    id: i64,
    event: &'static str,
) -> Result<(), Failure> {
    let row = row(turn, issue, id).await?;
    let mut shapes = Shapes::for_webhooks(turn).await?;
    let worklog = shown(turn, &mut shapes, &row).await?;
    turn.changed(event, Some(issue), json!({"worklog": worklog}));
    Ok(())
}

async fn row(turn: &mut Turn<'_>, issue: i64, id: i64) -> Result<Row, Failure> {
    let sql = "SELECT * FROM worklog WHERE issue = ? AND id = ?";
    let row = turn.database.row(sql, cells![issue, id]).await?;
    row.ok_or_else(|| Failure::not_found(format!("Cannot find worklog with id: '{id}'.")))
}

async fn named(turn: &mut Turn<'_>) -> Result<(Issue, Row), Failure> {
    let issue = issue::named(turn).await?;
    let id = turn.value("id").parse().unwrap_or_default();
    let row = row(turn, issue.id, id).await?;
    Ok((issue, row))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let (_, row) = named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let (issue, old) = named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to edit the worklog.";
    issue.needs_to_change(turn, &old, message)?;
    let body = turn.json();
    let seconds = spent(&body)?.unwrap_or(old.number("seconds"));
    let started = started(&body)?.unwrap_or(old.number("started"));
    let comment = match body.get("comment") {
        Some(comment) => document(turn, "comment", comment)?,
        None => old.json("comment"),
    };
    let (now, author, id) = (turn.now(), turn.user().map(str::to_owned), old.number("id"));
    let sql = "UPDATE worklog SET comment = ?, started = ?, seconds = ?, update_author = ?,
        updated = ? WHERE id = ?";
    let cells = cells![&comment, started, seconds, author, now, id];
    turn.database.run(sql, cells).await?;
    issue::touch(turn, issue.id).await?;
    tell(turn, issue.id, id, "worklog_updated").await?;
    let row = row(turn, issue.id, id).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let (issue, row) = named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to delete the worklog.";
    issue.needs_to_change(turn, &row, message)?;
    let id = row.number("id");
    tell(turn, issue.id, id, "worklog_deleted").await?;
    let sql = "DELETE FROM worklog WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    issue::touch(turn, issue.id).await?;
    Ok(Reply::nothing())
}

async fn get_many(turn: &mut Turn<'_>) -> Outcome {
    let mut shapes = Shapes::asked(turn).await?;
    let mut worklogs = Vec::new();
    for row in issue::rows_in_sight(turn, "worklog").await? {
        worklogs.push(shown(turn, &mut shapes, &row).await?);
    }
    Ok(Reply::ok(&Value::Array(worklogs)))
}

async fn updated(turn: &mut Turn<'_>) -> Outcome {
    let since = turn.number("since").unwrap_or_default();
    let sql = "SELECT id, updated FROM worklog WHERE updated >= ? ORDER BY updated, id LIMIT 1000";
    let rows = turn.database.rows(sql, cells![since]).await?;
    let until = rows.last().map_or(since, |row| row.number("updated"));
    let values: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "worklogId": row.number("id"), "updatedTime": row.number("updated"), "properties": [],
            })
        })
        .collect();
    let url = turn.link("/rest/api/3/worklog/updated");
    Ok(Reply::ok(&json!({
        "values": values, "since": since, "until": until, "lastPage": true,
        "self": format!("{url}?since={since}"),
    })))
}
