//! Versions of content.

use serde_json::{Value, json};

use super::body::Format;
use super::content::{self, Content, Edit, find};
use super::event::{What, tell};
use super::list::Part;
use super::moment::moment;
use super::rights;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Database, Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/pages/{id}/versions" => list;
    Get "/wiki/api/v2/pages/{page-id}/versions/{version-number}" => one;
    Get "/wiki/api/v2/blogposts/{id}/versions" => list;
    Get "/wiki/api/v2/blogposts/{blogpost-id}/versions/{version-number}" => one;
    Get "/wiki/api/v2/attachments/{id}/versions" => list;
    Get "/wiki/api/v2/attachments/{attachment-id}/versions/{version-number}" => one;
    Get "/wiki/api/v2/footer-comments/{id}/versions" => list;
    Get "/wiki/api/v2/footer-comments/{id}/versions/{version-number}" => one;
    Get "/wiki/api/v2/inline-comments/{id}/versions" => list;
    Get "/wiki/api/v2/inline-comments/{id}/versions/{version-number}" => one;
    Get "/wiki/api/v2/custom-content/{custom-content-id}/versions" => list;
    Get "/wiki/api/v2/custom-content/{custom-content-id}/versions/{version-number}" => one;
    Post "/wiki/rest/api/content/{id}/version" => restore;
    Delete "/wiki/rest/api/content/{id}/version/{versionNumber}" => delete;
};

/// The content that a path is about: its first value.
async fn subject(turn: &mut Turn<'_>) -> Result<Content, Failure> {
    let id = turn.request.values.first().map(|(_, value)| value.clone());
    find(turn, &id.unwrap_or_default(), &[]).await
}

fn shown(row: &Row) -> Value {
    json!({
        "number": row.number("number"),
        "message": row.text("message"),
        "minorEdit": row.flag("minor"),
        "authorId": row.text_if("author"),
        "createdAt": moment(row.number("created")),
    })
}

const ALL: &str = "SELECT number, title, body, author, created, message, minor FROM content_version
    WHERE content = ?";

/// All versions of a piece of content, newest first.
pub(super) async fn all(database: &mut Database<'_>, content: i64) -> Result<Vec<Value>, Failure> {
    let sql = format!("{ALL} ORDER BY number DESC");
    let rows = database.rows(sql, cells![content]).await?;
    Ok(rows.iter().map(shown).collect())
}

async fn version(database: &mut Database<'_>, content: i64, number: i64) -> Result<Row, Failure> {
    let sql = format!("{ALL} AND number = ?");
    let row = database.row(sql, cells![content, number]).await?;
    row.ok_or_else(|| Failure::not_found(format!("There is no version {number} of the content.")))
}

/// Restores a version of content.
pub(super) async fn go_back(
    turn: &mut Turn<'_>,
    content: &mut Content,
    number: i64,
) -> Result<(), Failure> {
    let row = version(&mut turn.database, content.id, number).await?;
    if number != content.version {
        content.status = "historical".to_owned();
    }
    content.version = number;
    content.title = row.text("title");
    content.body = row.text("body");
    content.author = row.text_if("author");
    content.modified = row.number("created");
    content.message = row.text("message");
    content.minor = row.flag("minor");
    Ok(())
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let content = subject(turn).await?;
    let part = Part::by_cursor(turn)?;
    let direction = match turn.parameter("sort").as_deref() {
        Some("modified-date") => "ASC",
        _ => "DESC",
    };
    let sql = format!("{ALL} ORDER BY number {direction}{}", part.sql());
    let mut rows = turn.database.rows(sql, cells![content.id]).await?;
    let more = part.cut(&mut rows);
    let format = Format::asked(turn)?;
    let results = rows.iter().map(|row| {
        let mut version = shown(row);
        if let Some(format) = format {
            let kind = if content.kind == "blogpost" {
                "blogpost"
            } else {
                "page"
            };
            version[kind] = json!({
                "id": content.public_id(),
                "title": row.text("title"),
                "body": format.shown(&row.text("body"), turn),
            });
        }
        version
    });
    let results = results.collect();
    Ok(part.cursor_reply(turn, results, more))
}

async fn one(turn: &mut Turn<'_>) -> Outcome {
    let content = subject(turn).await?;
    let number = turn.value("version-number").parse().unwrap_or_default();
    let row = version(&mut turn.database, content.id, number).await?;
    let mut detailed = shown(&row);
    detailed["contentTypeModified"] = false.into();
    detailed["collaborators"] = json!([row.text_if("author")]);
    if number > 1 {
        detailed["prevVersion"] = (number - 1).into();
    }
    if number < content.version {
        detailed["nextVersion"] = (number + 1).into();
    }
    Ok(Reply::ok(&detailed))
}

async fn restore(turn: &mut Turn<'_>) -> Outcome {
    let content = subject(turn).await?;
    rights::must_update(turn, &content, "update").await?;
    let sent = turn.json();
    if sent["operationKey"] != "restore" {
        return Err(Failure::bad_request("The operationKey must be `restore`."));
    }
    let parameters = &sent["params"];
    let number = parameters["versionNumber"].as_i64().unwrap_or_default();
    let row = version(&mut turn.database, content.id, number).await?;
    let edit = Edit {
        title: (parameters["restoreTitle"] == true).then(|| row.text("title")),
        body: Some(row.text("body")),
        message: parameters["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        ..Edit::default()
    };
    let edited = content::edit(turn, &content, edit).await?;
    tell(turn, &edited, What::Updated);
    let by = content::person(&mut turn.database, edited.author.as_deref()).await?;
    Ok(Reply::ok(&json!({
        "by": by, "when": moment(edited.modified), "message": edited.message,
        "number": edited.version, "minorEdit": edited.minor,
    })))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let content = subject(turn).await?;
    rights::must_update(turn, &content, "delete").await?;
    let number = turn.value("versionNumber").parse().unwrap_or_default();
    version(&mut turn.database, content.id, number).await?;
    if number == content.version {
        return Err(Failure::bad_request(
            "The current version can't be deleted.",
        ));
    }
    let sql = "DELETE FROM content_version WHERE content = ? AND number = ?";
    turn.database.run(sql, cells![content.id, number]).await?;
    Ok(Reply::nothing())
}
