//! Comments.

use serde_json::{Value, json};

use super::issue::draft::document;
use super::issue::{self, Issue};
use super::paging::Page;
use super::rights::Level;
use super::shapes::Shapes;
use super::{moment, text};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::property;
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issue/{issueIdOrKey}/comment" => list;
    Post "/rest/api/3/issue/{issueIdOrKey}/comment" => create;
    Get "/rest/api/3/issue/{issueIdOrKey}/comment/{id}" => get;
    Put "/rest/api/3/issue/{issueIdOrKey}/comment/{id}" => edit;
    Delete "/rest/api/3/issue/{issueIdOrKey}/comment/{id}" => delete;
    Post "/rest/api/3/comment/list" => get_many;
};

/// All comments of an issue, as one of its fields.
pub(crate) async fn of_issue(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    issue: i64,
) -> Result<Value, Failure> {
    let sql = "SELECT * FROM comment WHERE issue = ? ORDER BY id";
    let rows = turn.database.rows(sql, cells![issue]).await?;
    let mut comments = Vec::new();
    for row in &rows {
        comments.push(shown(turn, shapes, row).await?);
    }
    let total = comments.len();
    Ok(json!({
        "comments": comments,
        "self": shapes.link(turn, &format!("issue/{issue}/comment")),
        "maxResults": total,
        "total": total,
        "startAt": 0,
    }))
}

async fn shown(turn: &mut Turn<'_>, shapes: &mut Shapes, row: &Row) -> Result<Value, Failure> {
    let (id, issue) = (row.number("id"), row.number("issue"));
    let author = row.text_if("author");
    let author = shapes.person(turn, author.as_deref()).await?;
    let updater = row.text_if("update_author");
    let updater = shapes.person(turn, updater.as_deref()).await?;
    let mut comment = json!({
        "self": shapes.link(turn, &format!("issue/{issue}/comment/{id}")),
        "id": id.to_string(),
        "author": author,
        "body": shapes.text(&row.json("body")),
        "updateAuthor": updater,
        "created": moment::platform(row.number("created")),
        "updated": moment::platform(row.number("updated")),
        "jsdPublic": row.flag("public"),
    });
    if row.text_if("visibility").is_some() {
        comment["visibility"] = row.json("visibility");
    }
    Ok(comment)
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let page = Page::asked(turn, 100, 5000);
    let order = match turn.request.parameter("orderBy") {
        Some("-created") => "created DESC, id DESC",
        _ => "created, id",
    };
    let sql = "SELECT count(*) FROM comment WHERE issue = ?";
    let total = turn.database.count(sql, cells![issue.id]).await?;
    let sql = format!("SELECT * FROM comment WHERE issue = ? ORDER BY {order} LIMIT ? OFFSET ?");
    let rows = turn
        .database
        .rows(sql, cells![issue.id, page.size, page.start])
        .await?;
    let mut shapes = Shapes::asked(turn).await?;
    let mut comments = Vec::new();
    for row in &rows {
        comments.push(shown(turn, &mut shapes, row).await?);
    }
    Ok(Reply::ok(&json!({
        "startAt": page.start, "maxResults": page.size, "total": total, "comments": comments,
    })))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    turn.authenticated()?;
    let body = turn.json();
    let id = make(turn, &issue, &body).await?;
    for each in body["properties"].as_array().into_iter().flatten() {
        if let Some(key) = each["key"].as_str() {
            property::set(&mut turn.database, &entity(id), key, &each["value"]).await?;
        }
    }
    let row = row(turn, issue.id, id).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::created(&shown(turn, &mut shapes, &row).await?))
}

fn entity(comment: i64) -> String {
    format!("/rest/api/3/comment/{comment}")
}

/// Adds a comment.
pub(crate) async fn make(turn: &mut Turn<'_>, issue: &Issue, body: &Value) -> Result<i64, Failure> {
    let message = "You do not have the permission to comment on this issue.";
    issue.needs(Level::Work, message)?;
    let document = document(turn, "comment", &body["body"])?;
    if document.is_null() {
        return Err(Failure::field("comment", "Comment body can not be empty!"));
    }
    let public = body["jsdPublic"].as_bool().unwrap_or(true);
    store(turn, issue.id, &document, &body["visibility"], public).await
}

/// Stores a new comment, and reports it to webhooks.
pub(crate) async fn store(
    turn: &mut Turn<'_>,
    issue: i64,
    document: &Value,
    visibility: &Value,
    public: bool,
) -> Result<i64, Failure> {
    let (now, author) = (turn.now(), turn.user().map(str::to_owned));
    let words = text::words(&text::plain(document));
    let sql = "INSERT INTO comment
        (issue, author, update_author, body, words, created, updated, visibility, public)
        VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?5, ?6, ?7)";
    let cells = cells![issue, author, document, words, now, visibility, public];
    let id = turn.database.insert(sql, cells).await?;
    issue::touch(turn, issue).await?;
    tell(turn, issue, id, "comment_created").await?;
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
    let comment = shown(turn, &mut shapes, &row).await?;
    let shown_issue = issue::for_webhooks(turn, issue).await?;
    turn.changed(
        event,
        Some(issue),
        json!({"comment": comment, "issue": shown_issue, "eventType": "primaryAction"}),
    );
    Ok(())
}

async fn row(turn: &mut Turn<'_>, issue: i64, id: i64) -> Result<Row, Failure> {
    let sql = "SELECT * FROM comment WHERE issue = ? AND id = ?";
    let row = turn.database.row(sql, cells![issue, id]).await?;
    row.ok_or_else(|| Failure::not_found(format!("Can not find a comment for the id: {id}.")))
}

/// The comment in the path.
async fn named(turn: &mut Turn<'_>) -> Result<(Issue, Row), Failure> {
    let issue = issue::named(turn).await?;
    let id = turn.value("id");
    let Ok(id) = id.parse() else {
        let message = format!("Can not find a comment for the id: {id}.");
        return Err(Failure::not_found(message));
    };
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
    let message = "You do not have permission to edit the comment.";
    issue.needs_to_change(turn, &old, message)?;
    let body = turn.json();
    let document = document(turn, "comment", &body["body"])?;
    if document.is_null() {
        return Err(Failure::field("comment", "Comment body can not be empty!"));
    }
    let id = old.number("id");
    let visibility = match body.get("visibility") {
        Some(visibility) => visibility.clone(),
        None => old.json("visibility"),
    };
    let (now, author) = (turn.now(), turn.user().map(str::to_owned));
    let words = text::words(&text::plain(&document));
    let sql =
        "UPDATE comment SET body = ?, words = ?, visibility = ?, update_author = ?, updated = ?
        WHERE id = ?";
    let cells = cells![&document, words, &visibility, author, now, id];
    turn.database.run(sql, cells).await?;
    issue::touch(turn, issue.id).await?;
    tell(turn, issue.id, id, "comment_updated").await?;
    let row = row(turn, issue.id, id).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let (issue, row) = named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to delete the comment.";
    issue.needs_to_change(turn, &row, message)?;
    let id = row.number("id");
    tell(turn, issue.id, id, "comment_deleted").await?;
    let sql = "DELETE FROM comment WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    issue::touch(turn, issue.id).await?;
    Ok(Reply::nothing())
}

async fn get_many(turn: &mut Turn<'_>) -> Outcome {
    let mut shapes = Shapes::asked(turn).await?;
    let mut comments = Vec::new();
    for row in issue::rows_in_sight(turn, "comment").await? {
        comments.push(shown(turn, &mut shapes, &row).await?);
    }
    Ok(super::paging::page(turn, 50, comments))
}
