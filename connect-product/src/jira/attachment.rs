//! Attachments.

use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::issue::draft::item;
use super::issue::operations::tell as tell_issue;
use super::issue::{self, Issue};
use super::moment;
use super::rights::Level;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::multipart;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Post "/rest/api/3/issue/{issueIdOrKey}/attachments" => upload;
    Get "/rest/api/3/attachment/{id}" => get;
    Delete "/rest/api/3/attachment/{id}" => delete;
    Get "/rest/api/3/attachment/content/{id}" => content;
    Get "/rest/api/3/attachment/thumbnail/{id}" => content;
    Get "/rest/api/3/attachment/meta" => meta;
};

/// In bytes; the host limits the size of requests.
const LARGEST: i64 = 16 * 1024 * 1024;

/// Selects an attachment as in webhooks, without its content.
const ABOUT: &str = "SELECT id, issue, author, filename, mime, size, created FROM attachment";

/// The attachments of an issue, as one of its fields.
pub(crate) async fn of_issue(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    issue: i64,
) -> Result<Value, Failure> {
    let sql = format!("{ABOUT} WHERE issue = ? ORDER BY id");
    let rows = turn.database.rows(sql, cells![issue]).await?;
    let mut attachments = Vec::new();
    for row in &rows {
        attachments.push(shown(turn, shapes, row).await?);
    }
    Ok(Value::Array(attachments))
}

async fn shown(turn: &mut Turn<'_>, shapes: &mut Shapes, row: &Row) -> Result<Value, Failure> {
    let id = row.number("id");
    let author = row.text_if("author");
    let mime = row.text("mime");
    let mut attachment = json!({
        "self": shapes.link(turn, &format!("attachment/{id}")),
        "id": id.to_string(),
        "filename": row.text("filename"),
        "author": shapes.person(turn, author.as_deref()).await?,
        "created": moment::platform(row.number("created")),
        "size": row.number("size"),
        "mimeType": mime,
        "content": shapes.link(turn, &format!("attachment/content/{id}")),
    });
    if mime.starts_with("image/") {
        attachment["thumbnail"] = shapes.link(turn, &format!("attachment/thumbnail/{id}"));
    }
    Ok(attachment)
}

async fn upload(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to create attachments for this issue.";
    issue.needs(Level::Work, message)?;
    let files = multipart::read(&turn.request.body).await?.files;
    if files.is_empty() {
        let message = "There is no file in the request: its part must be named `file`.";
        return Err(Failure::bad_request(message));
    }
    let mut shapes = Shapes::asked(turn).await?;
    let mut attachments = Vec::new();
    for file in files {
        let name = file.name;
        let id = store(turn, issue.id, &name, &file.media_type, file.bytes).await?;
        let to = (Some(id.to_string()), Some(name));
        tell_issue(turn, issue.id, &[item("Attachment", (None, None), to)]).await?;
        let (_, row) = row(turn, id).await?;
        attachments.push(shown(turn, &mut shapes, &row).await?);
    }
    issue::touch(turn, issue.id).await?;
    Ok(Reply::ok(&Value::Array(attachments)))
}

/// Stores an attachment, and reports it to webhooks.
pub(crate) async fn store(
    turn: &mut Turn<'_>,
    issue: i64,
    filename: &str,
    mime: &str,
    content: Vec<u8>,
) -> Result<i64, Failure> {
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let (now, author) = (turn.now(), turn.user().map(str::to_owned));
    let sql = "INSERT INTO attachment (issue, author, filename, mime, size, created, content)
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    let cells = cells![issue, author, filename, mime, size, now, content];
    let id = turn.database.insert(sql, cells).await?;
    tell(turn, issue, id, "attachment_created").await?;
    Ok(id)
}

async fn tell(
    turn: &mut Turn<'_>,
    issue: i64,
    id: i64,
    event: &'static str,
) -> Result<(), Failure> {
    let sql = format!("{ABOUT} WHERE id = ?");
    let Some(row) = turn.database.row(sql, cells![id]).await? else {
        return Ok(());
    };
    let mut shapes = Shapes::for_webhooks(turn).await?;
    let attachment = shown(turn, &mut shapes, &row).await?;
    turn.changed(event, Some(issue), json!({"attachment": attachment}));
    Ok(())
}

async fn row(turn: &mut Turn<'_>, id: i64) -> Result<(Issue, Row), Failure> {
    let sql = format!("{ABOUT} WHERE id = ?");
    let row = turn.database.row(sql, cells![id]).await?;
    let absent = || Failure::not_found(format!("The attachment with id '{id}' does not exist"));
    let row = row.ok_or_else(absent)?;
    match issue::find(turn, &row.number("issue").to_string()).await {
        Ok(issue) => Ok((issue, row)),
        Err(_) => Err(absent()),
    }
}

async fn named(turn: &mut Turn<'_>) -> Result<(Issue, Row), Failure> {
    let id = turn.value("id").parse().unwrap_or_default();
    row(turn, id).await
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let (_, row) = named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let mut shown = shown(turn, &mut shapes, &row).await?;
    // On its own, its id is a number.
    shown["id"] = row.number("id").into();
    Ok(Reply::ok(&shown))
}

async fn content(turn: &mut Turn<'_>) -> Outcome {
    let (_, row) = named(turn).await?;
    let sql = "SELECT content FROM attachment WHERE id = ?";
    let content = turn.database.row(sql, cells![row.number("id")]).await?;
    let content = content.map(|row| row.bytes("content")).unwrap_or_default();
    let mut reply = Reply::empty(StatusCode::OK);
    reply.body = Some((row.text("mime"), content));
    let name = row.text("filename").replace(['"', '\\', '\r', '\n'], "_");
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    if let Ok(disposition) = disposition {
        reply
            .headers
            .insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(reply)
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let (issue, row) = named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to delete this attachment.";
    issue.needs_to_change(turn, &row, message)?;
    let id = row.number("id");
    tell(turn, issue.id, id, "attachment_deleted").await?;
    let sql = "DELETE FROM attachment WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    let from = (Some(id.to_string()), Some(row.text("filename")));
    tell_issue(turn, issue.id, &[item("Attachment", from, (None, None))]).await?;
    issue::touch(turn, issue.id).await?;
    Ok(Reply::nothing())
}

async fn meta(turn: &mut Turn<'_>) -> Outcome {
    let _ = &turn;
    Ok(Reply::ok(&json!({"enabled": true, "uploadLimit": LARGEST})))
}
