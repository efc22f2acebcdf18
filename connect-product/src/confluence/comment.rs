//! Comments: below a page or other content (footer), or on a part of its text (inline).

use http::StatusCode;
use serde_json::{Value, json};

use super::body::{self, Format};
use super::content::{self, Content, Edit, New, find};
use super::event::tell_comment;
use super::list::Part;
use super::rights;
use super::sent::text;
use super::sight::Sight;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/footer-comments" => list;
    Post "/wiki/api/v2/footer-comments" => create;
    Get "/wiki/api/v2/footer-comments/{comment-id}" => read;
    Put "/wiki/api/v2/footer-comments/{comment-id}" => update;
    Delete "/wiki/api/v2/footer-comments/{comment-id}" => delete;
    Get "/wiki/api/v2/footer-comments/{id}/children" => list;
    Get "/wiki/api/v2/inline-comments" => list;
    Post "/wiki/api/v2/inline-comments" => create;
    Get "/wiki/api/v2/inline-comments/{comment-id}" => read;
    Put "/wiki/api/v2/inline-comments/{comment-id}" => update;
    Delete "/wiki/api/v2/inline-comments/{comment-id}" => delete;
    Get "/wiki/api/v2/inline-comments/{id}/children" => list;
    Get "/wiki/api/v2/pages/{id}/footer-comments" => list;
    Get "/wiki/api/v2/pages/{id}/inline-comments" => list;
    Get "/wiki/api/v2/blogposts/{id}/footer-comments" => list;
    Get "/wiki/api/v2/blogposts/{id}/inline-comments" => list;
    Get "/wiki/api/v2/attachments/{id}/footer-comments" => list;
    Get "/wiki/api/v2/custom-content/{id}/footer-comments" => list;
};

fn is_inline(turn: &Turn<'_>) -> bool {
    turn.request.operation.path().contains("/inline-comments")
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let inline = is_inline(turn);
    let path = turn.request.operation.path();
    let mut rest = String::from("content.type = 'comment' AND content.status = 'current'");
    rest.push_str(if inline {
        " AND content.inline IS NOT NULL"
    } else {
        " AND content.inline IS NULL"
    });
    let mut cells = cells![];
    if !turn.request.values.is_empty() {
        let owner = find(turn, &turn.value("id"), &[]).await?;
        cells.push(owner.id.into());
        rest.push_str(if path.ends_with("/children") {
            " AND content.parent = ?"
        } else {
            " AND content.container = ? AND content.parent IS NULL"
        });
    }
    let part = Part::by_cursor(turn)?;
    let sort = turn.parameter("sort");
    rest += &content::order(sort.as_deref(), "created-date");
    rest += &part.sql();
    let sight = Sight::of(turn).await?;
    let mut found = content::select(&mut turn.database, &sight, &rest, cells).await?;
    let more = part.cut(&mut found);
    let format = Format::asked(turn)?;
    let results = found.iter().map(|it| it.shown(turn, format)).collect();
    Ok(part.cursor_reply(turn, results, more))
}

/// The comment with this id, if it is of the kind that the path is about.
async fn comment(turn: &mut Turn<'_>) -> Result<Content, Failure> {
    let id = turn.value("comment-id");
    let found = find(turn, &id, &["comment"]).await?;
    if found.inline.is_null() == is_inline(turn) || found.status == "trashed" {
        return Err(content::not_found(&["comment"], &id));
    }
    Ok(found)
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let mut found = comment(turn).await?;
    if let Some(number) = turn.number("version") {
        super::version::go_back(turn, &mut found, number).await?;
    }
    Ok(Reply::ok(&found.single(turn).await?))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let inline = is_inline(turn);
    let sent = turn.json();
    let owners = [
        ("pageId", "page"),
        ("blogPostId", "blogpost"),
        ("attachmentId", "attachment"),
        ("customContentId", "custom"),
    ];
    let parent = match text(&sent["parentCommentId"]) {
        Some(parent) => Some(find(turn, &parent, &["comment"]).await?),
        None => None,
    };
    let owner = match &parent {
        Some(parent) => parent.container,
        None => {
            let mut found = None;
            for (name, kind) in owners {
                if let Some(id) = text(&sent[name]) {
                    found = Some(find(turn, &id, &[kind]).await?.id);
                }
            }
            found
        }
    };
    let Some(owner) = owner else {
        let message = "One of pageId, blogPostId, attachmentId, customContentId and parentCommentId must be given.";
        return Err(Failure::bad_request(message));
    };
    let owner = find(turn, &owner.to_string(), &[]).await?;
    rights::must(turn, owner.space, "create", "comment").await?;
    let Some(body) = body::sent(&sent["body"])? else {
        return Err(Failure::bad_request("The body must be given."));
    };
    let about = match (inline, &parent) {
        (false, _) => Value::Null,
        (true, Some(parent)) => parent.inline.clone(),
        (true, None) => marked(&owner, &sent["inlineCommentProperties"])?,
    };
    let new = New {
        kind: "comment",
        status: "current",
        space: owner.space,
        parent: parent.as_ref().map(|it| it.id),
        container: Some(owner.id),
        title: format!("Re: {}", owner.title),
        body,
        inline: about,
        ..New::default()
    };
    let created = content::insert(turn, new).await?;
    tell_comment(turn, &created, "comment_created").await?;
    let shown = created.shown(turn, Some(Format::Storage));
    Ok(Reply::json(StatusCode::CREATED, &shown))
}

/// What an inline comment is about: a text that occurs as often as the request states.
fn marked(owner: &Content, properties: &Value) -> Result<Value, Failure> {
    let Some(selection) = properties["textSelection"]
        .as_str()
        .filter(|it| !it.is_empty())
    else {
        return Err(Failure::bad_request(
            "The textSelection of an inline comment must be given.",
        ));
    };
    let text = body::text(&owner.body);
    if !text.contains(selection) {
        let message = "The textSelection must be a part of the text.";
        return Err(Failure::bad_request(message));
    }
    Ok(json!({ "resolved": false, "properties": {
        "inlineMarkerRef": format!("marker-{}-{}", owner.id, owner.version),
        "inlineOriginalSelection": selection,
    }}))
}

async fn update(turn: &mut Turn<'_>) -> Outcome {
    let found = comment(turn).await?;
    let sent = turn.json();
    rights::must_update(turn, &found, "update").await?;
    content::follows(&found, &sent["version"]["number"])?;
    if let Some(resolved) = sent["resolved"].as_bool()
        && found.inline.is_object()
    {
        let mut inline = found.inline.clone();
        inline["resolved"] = resolved.into();
        let sql = "UPDATE content SET inline = ? WHERE id = ?";
        turn.database.run(sql, cells![&inline, found.id]).await?;
    }
    let edit = Edit {
        body: body::sent(&sent["body"])?,
        message: sent["version"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        ..Edit::default()
    };
    let edited = content::edit(turn, &found, edit).await?;
    tell_comment(turn, &edited, "comment_updated").await?;
    Ok(Reply::ok(&edited.shown(turn, Some(Format::Storage))))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let found = comment(turn).await?;
    rights::must_update(turn, &found, "delete").await?;
    tell_comment(turn, &found, "comment_removed").await?;
    // Replies stay, as replies to what this one replied to.
    let sql = "UPDATE content SET parent = ? WHERE parent = ?";
    turn.database
        .run(sql, cells![found.parent, found.id])
        .await?;
    content::purge(&mut turn.database, found.id).await?;
    Ok(Reply::nothing())
}
