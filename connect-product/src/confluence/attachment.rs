//! Attachments.

use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use super::content::{self, Content, Edit, New, find};
use super::event::tell_attachments;
use super::list::Part;
use super::rights;
use super::sight::Sight;
use crate::failure::Failure;
use crate::multipart;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Cell, Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/attachments" => list;
    Get "/wiki/api/v2/attachments/{id}" => read;
    Delete "/wiki/api/v2/attachments/{id}" => delete;
    Get "/wiki/api/v2/pages/{id}/attachments" => list;
    Get "/wiki/api/v2/blogposts/{id}/attachments" => list;
    Get "/wiki/api/v2/custom-content/{id}/attachments" => list;
    Post "/wiki/rest/api/content/{id}/child/attachment" => add;
    Put "/wiki/rest/api/content/{id}/child/attachment" => put;
    Put "/wiki/rest/api/content/{id}/child/attachment/{attachmentId}" => change;
    Post "/wiki/rest/api/content/{id}/child/attachment/{attachmentId}/data" => change_data;
    Get "/wiki/rest/api/content/{id}/child/attachment/{attachmentId}/download" => download;
};

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let mut rest = String::from("content.type = 'attachment'");
    let mut cells: Vec<Cell> = Vec::new();
    if !turn.request.values.is_empty() {
        let owner = find(turn, &turn.value("id"), &["page", "blogpost", "custom"]).await?;
        rest.push_str(" AND content.container = ?");
        cells.push(owner.id.into());
    }
    let mut statuses = turn.names("status");
    if statuses.is_empty() {
        statuses = vec!["current".to_owned(), "archived".to_owned()];
    }
    let marks = vec!["?"; statuses.len()].join(", ");
    rest.push_str(&format!(" AND content.status IN ({marks})"));
    cells.extend(statuses.into_iter().map(Cell::from));
    for (name, column) in [("filename", "title"), ("mediaType", "media_type")] {
        if let Some(value) = turn.parameter(name) {
            rest.push_str(&format!(" AND content.{column} = ?"));
            cells.push(value.into());
        }
    }
    let part = Part::by_cursor(turn)?;
    rest += &content::order(turn.parameter("sort").as_deref(), "created-date");
    rest += &part.sql();
    let sight = Sight::of(turn).await?;
    let mut found = content::select(&mut turn.database, &sight, &rest, cells).await?;
    let more = part.cut(&mut found);
    let results = found.iter().map(|it| it.shown(turn, None)).collect();
    Ok(part.cursor_reply(turn, results, more))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let mut found = find(turn, &turn.value("id"), &["attachment"]).await?;
    if let Some(number) = turn.number("version") {
        super::version::go_back(turn, &mut found, number).await?;
    }
    Ok(Reply::ok(&found.single(turn).await?))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let found = find(turn, &turn.value("id"), &["attachment"]).await?;
    rights::must_update(turn, &found, "delete").await?;
    if turn.flag("purge", false) {
        if found.status != "trashed" {
            return Err(Failure::bad_request(
                "Only a trashed attachment can be purged.",
            ));
        }
        tell_attachments(turn, std::slice::from_ref(&found), "attachment_removed").await?;
        content::purge(&mut turn.database, found.id).await?;
        return Ok(Reply::nothing());
    }
    content::set_status(turn, &found, "trashed").await?;
    tell_attachments(turn, &[found], "attachment_trashed").await?;
    Ok(Reply::nothing())
}

async fn add(turn: &mut Turn<'_>) -> Outcome {
    upload(turn, false).await
}

async fn put(turn: &mut Turn<'_>) -> Outcome {
    upload(turn, true).await
}

/// Attaches the files in a form; with `put`, one with an existing name becomes its next version,
/// and without, it is refused.
async fn upload(turn: &mut Turn<'_>, put: bool) -> Outcome {
    let owner = find(turn, &turn.value("id"), &["page", "blogpost", "custom"]).await?;
    rights::must(turn, owner.space, "create", "attachment").await?;
    let form = multipart::read(&turn.request.body).await?;
    if form.files.is_empty() {
        return Err(Failure::bad_request(
            "At least one part named \"file\" must be given.",
        ));
    }
    let comment = form.field("comment").unwrap_or_default().to_owned();
    let minor = form.field("minorEdit") == Some("true");
    let (mut made, mut changed) = (Vec::new(), Vec::new());
    for file in form.files {
        match named(turn, owner.id, &file.name).await? {
            Some(old) if put => {
                let edit = Edit {
                    message: comment.clone(),
                    minor,
                    media_type: Some(file.media_type),
                    bytes: Some(file.bytes),
                    ..Edit::default()
                };
                changed.push(content::edit(turn, &old, edit).await?);
            }
            Some(_) => {
                let message = format!(
                    "Cannot add a new attachment with same file name as an existing attachment: {}",
                    file.name
                );
                return Err(Failure::bad_request(message));
            }
            None => {
                let new = New {
                    kind: "attachment",
                    status: "current",
                    space: owner.space,
                    container: Some(owner.id),
                    title: file.name,
                    message: comment.clone(),
                    media_type: Some(file.media_type),
                    bytes: Some(file.bytes),
                    ..New::default()
                };
                made.push(content::insert(turn, new).await?);
            }
        }
    }
    tell_attachments(turn, &made, "attachment_created").await?;
    tell_attachments(turn, &changed, "attachment_updated").await?;
    let expand = ["version".to_owned(), "container".to_owned()];
    let mut results: Vec<Value> = Vec::new();
    for attachment in made.iter().chain(&changed) {
        results.push(attachment.expanded(turn, &expand).await?);
    }
    let part = Part::by_start(turn);
    Ok(Reply::ok(&part.start_body(turn, results, false)))
}

/// The attachment with this name.
async fn named(turn: &mut Turn<'_>, owner: i64, name: &str) -> Result<Option<Content>, Failure> {
    let sql = format!(
        "{} content.container = ? AND content.type = 'attachment' AND content.status = 'current'
         AND content.title = ?",
        content::SELECT
    );
    let row = turn.database.row(sql, cells![owner, name]).await?;
    Ok(row.as_ref().map(Content::read))
}

/// The attachment in the path, on the content in the path.
async fn one(turn: &mut Turn<'_>) -> Result<Content, Failure> {
    let owner = find(turn, &turn.value("id"), &[]).await?;
    let id = turn.value("attachmentId");
    let found = find(turn, &id, &["attachment"]).await?;
    if found.container == Some(owner.id) {
        return Ok(found);
    }
    Err(content::not_found(&["attachment"], &id))
}

async fn change(turn: &mut Turn<'_>) -> Outcome {
    let found = one(turn).await?;
    rights::must_update(turn, &found, "update").await?;
    let sent = turn.json();
    let given = sent["version"]["number"].as_i64();
    if given != Some(found.version) && given != Some(found.version + 1) {
        let message = format!("The version must be the current one: {}", found.version);
        return Err(Failure::new(StatusCode::CONFLICT, message));
    }
    let edit = Edit {
        title: sent["title"].as_str().map(str::to_owned),
        message: sent["metadata"]["comment"]
            .as_str()
            .unwrap_or(&found.message)
            .to_owned(),
        media_type: sent["metadata"]["mediaType"].as_str().map(str::to_owned),
        ..Edit::default()
    };
    let edited = content::edit(turn, &found, edit).await?;
    tell_attachments(turn, std::slice::from_ref(&edited), "attachment_updated").await?;
    let expand = ["version".to_owned(), "container".to_owned()];
    Ok(Reply::ok(&edited.expanded(turn, &expand).await?))
}

async fn change_data(turn: &mut Turn<'_>) -> Outcome {
    let found = one(turn).await?;
    rights::must_update(turn, &found, "update").await?;
    let mut form = multipart::read(&turn.request.body).await?;
    let comment = form.field("comment").unwrap_or_default().to_owned();
    let minor = form.field("minorEdit") == Some("true");
    let Some(file) = form.files.pop() else {
        return Err(Failure::bad_request("A part named \"file\" must be given."));
    };
    let edit = Edit {
        message: comment,
        minor,
        media_type: Some(file.media_type),
        bytes: Some(file.bytes),
        ..Edit::default()
    };
    let edited = content::edit(turn, &found, edit).await?;
    tell_attachments(turn, std::slice::from_ref(&edited), "attachment_updated").await?;
    let expand = ["version".to_owned(), "container".to_owned()];
    Ok(Reply::ok(&edited.expanded(turn, &expand).await?))
}

async fn download(turn: &mut Turn<'_>) -> Outcome {
    let found = one(turn).await?;
    let number = turn.number("version").unwrap_or(found.version);
    let sql = "SELECT bytes FROM content_version WHERE content = ? AND number = ?";
    let row = turn.database.row(sql, cells![found.id, number]).await?;
    let Some(row) = row else {
        return Err(Failure::not_found(format!(
            "There is no version {number} of the attachment."
        )));
    };
    let mut reply = Reply::bytes(found.media_type.as_deref(), row.bytes("bytes"));
    let name = found.title.replace(['"', '\\'], "_");
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        reply.headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok(reply)
}
