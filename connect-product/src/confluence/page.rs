//! Pages, blog posts and custom content.

use http::StatusCode;
use serde_json::{Value, json};

use super::body::{self, Format};
use super::content::{self, Content, Edit, New, find};
use super::event::{What, tell};
use super::list::Part;
use super::rights;
use super::sent::text;
use super::sight::Sight;
use super::{restriction, space, task, title, tree, version};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Cell, Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/pages" => list;
    Post "/wiki/api/v2/pages" => create;
    Get "/wiki/api/v2/pages/{id}" => read;
    Put "/wiki/api/v2/pages/{id}" => update;
    Delete "/wiki/api/v2/pages/{id}" => delete;
    Put "/wiki/api/v2/pages/{id}/title" => retitle;
    Get "/wiki/api/v2/blogposts" => list;
    Post "/wiki/api/v2/blogposts" => create;
    Get "/wiki/api/v2/blogposts/{id}" => read;
    Put "/wiki/api/v2/blogposts/{id}" => update;
    Delete "/wiki/api/v2/blogposts/{id}" => delete;
    Get "/wiki/api/v2/custom-content" => list;
    Post "/wiki/api/v2/custom-content" => create;
    Get "/wiki/api/v2/custom-content/{id}" => read;
    Put "/wiki/api/v2/custom-content/{id}" => update;
    Delete "/wiki/api/v2/custom-content/{id}" => delete;
    Get "/wiki/api/v2/pages/{id}/custom-content" => list;
    Get "/wiki/api/v2/blogposts/{id}/custom-content" => list;
    Get "/wiki/api/v2/spaces/{id}/pages" => list;
    Get "/wiki/api/v2/spaces/{id}/blogposts" => list;
    Get "/wiki/api/v2/spaces/{id}/custom-content" => list;
    Get "/wiki/api/v2/labels/{id}/pages" => list;
    Get "/wiki/api/v2/labels/{id}/blogposts" => list;
    Post "/wiki/rest/api/content/archive" => archive;
    Post "/wiki/api/v2/content/convert-ids-to-types" => types;
};

/// The kind that a path is about, and its name in the path.
fn kind(turn: &Turn<'_>) -> &'static str {
    let mut segments = turn.request.operation.path().split('/');
    let kinds = [
        ("custom-content", "custom"),
        ("blogposts", "blogpost"),
        ("pages", "page"),
    ];
    // The last segment that names a kind: `/pages/{id}/custom-content` lists custom content.
    segments
        .rfind(|segment| kinds.iter().any(|(known, _)| known == segment))
        .and_then(|segment| kinds.iter().find(|(known, _)| *known == segment))
        .map_or("page", |(_, kind)| kind)
}

/// Adds the condition that a column has one of these values, if there are any.
fn any(which: &mut Vec<String>, cells: &mut Vec<Cell>, column: &str, values: Vec<String>) {
    if !values.is_empty() {
        let marks = vec!["?"; values.len()].join(", ");
        which.push(format!("{column} IN ({marks})"));
        cells.extend(values.into_iter().map(Cell::from));
    }
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let path = turn.request.operation.path();
    let kind = kind(turn);
    let mut which = vec!["content.type = ?".to_owned()];
    let mut cells: Vec<Cell> = cells![kind];
    if path.contains("/spaces/{id}/") {
        let space = space::find(turn, &turn.value("id")).await?;
        any(
            &mut which,
            &mut cells,
            "content.space",
            vec![space.id.to_string()],
        );
        if turn.parameter("depth").as_deref() == Some("root") {
            which.push("content.parent IS NULL".to_owned());
        }
    } else if path.contains("/labels/{id}/") {
        which.push(
            "content.id IN (SELECT content FROM labelled WHERE label = CAST(? AS INTEGER))"
                .to_owned(),
        );
        cells.push(turn.value("id").into());
    } else if path.ends_with("}/custom-content") {
        let owner = if path.contains("/blogposts/") {
            "blogpost"
        } else {
            "page"
        };
        let owner = find(turn, &turn.value("id"), &[owner]).await?;
        which.push("content.parent = ?".to_owned());
        cells.push(owner.id.into());
    }
    any(
        &mut which,
        &mut cells,
        "content.space",
        turn.names("space-id"),
    );
    any(&mut which, &mut cells, "content.id", turn.names("id"));
    let mut statuses = turn.names("status");
    if statuses.is_empty() {
        statuses = vec!["current".to_owned()];
        if kind == "page" {
            statuses.push("archived".to_owned());
        }
    }
    any(&mut which, &mut cells, "content.status", statuses);
    if let Some(title) = turn.parameter("title") {
        any(
            &mut which,
            &mut cells,
            "content.title COLLATE NOCASE",
            vec![title],
        );
    }
    if let Some(kind) = turn.parameter("type") {
        any(&mut which, &mut cells, "content.custom_type", vec![kind]);
    }
    let part = Part::by_cursor(turn)?;
    let rest = which.join(" AND ")
        + &content::order(turn.parameter("sort").as_deref(), "id")
        + &part.sql();
    let sight = Sight::of(turn).await?;
    let mut found = content::select(&mut turn.database, &sight, &rest, cells).await?;
    let more = part.cut(&mut found);
    let format = Format::asked(turn)?;
    let results = found.iter().map(|it| it.shown(turn, format)).collect();
    Ok(part.cursor_reply(turn, results, more))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let id = turn.value("id");
    let mut found = find(turn, &id, &[kind]).await?;
    let mut statuses = turn.names("status");
    if statuses.is_empty() {
        statuses = vec![
            "current".to_owned(),
            "archived".to_owned(),
            "historical".to_owned(),
        ];
    }
    if turn.flag("get-draft", false) {
        statuses.push("draft".to_owned());
    }
    if !statuses.contains(&found.status) {
        return Err(content::not_found(&[kind], &id));
    }
    if let Some(number) = turn.number("version") {
        version::go_back(turn, &mut found, number).await?;
    }
    Ok(Reply::ok(&found.single(turn).await?))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let sent = turn.json();
    let space = match (
        text(&sent["spaceId"]),
        text(&sent["pageId"]),
        text(&sent["blogPostId"]),
    ) {
        (Some(space), ..) => space::find(turn, &space).await?,
        (None, Some(page), _) | (None, None, Some(page)) if kind == "custom" => {
            let page = find(turn, &page, &["page", "blogpost"]).await?;
            space::find(turn, &page.space.to_string()).await?
        }
        _ => return Err(Failure::bad_request("The spaceId must be given.")),
    };
    rights::must(turn, space.id, "create", content::target(kind)).await?;
    let status = status(&sent, &["current", "draft"])?;
    let title = sent["title"].as_str().unwrap_or_default().trim().to_owned();
    title::check(&title, status)?;
    let root = turn.flag("root-level", false);
    let parent = match text(&sent["parentId"]).or(text(&sent["pageId"])) {
        Some(parent) => {
            let kinds = [
                "page",
                "folder",
                "whiteboard",
                "database",
                "embed",
                "blogpost",
            ];
            let parent = find(turn, &parent, &kinds).await?;
            if parent.space != space.id {
                return Err(Failure::bad_request(
                    "The parent must be in the same space.",
                ));
            }
            Some(parent.id)
        }
        None if kind == "page" && !root => space.homepage,
        None => None,
    };
    if kind == "page" && status == "current" {
        title::must_be_new(turn, space.id, &title, 0).await?;
    }
    let custom_type = (kind == "custom").then(|| text(&sent["type"]).unwrap_or_default());
    let new = New {
        kind,
        status,
        space: space.id,
        parent,
        title,
        body: body::sent(&sent["body"])?.unwrap_or_default(),
        custom_type,
        ..New::default()
    };
    let created = content::insert(turn, new).await?;
    if turn.flag("private", false)
        && let Some(user) = turn.user().map(str::to_owned)
    {
        restriction::add(&mut turn.database, created.id, "read", "user", &user).await?;
        restriction::add(&mut turn.database, created.id, "update", "user", &user).await?;
    }
    if status == "current" {
        tell(turn, &created, What::Created);
    }
    let status = if kind == "custom" {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let format = shown_format(&sent);
    Ok(Reply::json(status, &created.shown(turn, format)))
}

/// A sent body is returned in its own format.
fn shown_format(sent: &Value) -> Option<Format> {
    match sent["body"]["representation"].as_str() {
        Some("atlas_doc_format") => Some(Format::Document),
        _ => Some(Format::Storage),
    }
}

async fn update(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let id = turn.value("id");
    let found = find(turn, &id, &[kind]).await?;
    let sent = turn.json();
    if text(&sent["id"]).is_some_and(|sent| sent != id) {
        return Err(Failure::bad_request(
            "The id in the body must be that in the path.",
        ));
    }
    if sent["version"].is_null() {
        return Err(Failure::bad_request(
            "Must supply an incremented version when updating.",
        ));
    }
    rights::must_update(turn, &found, "update").await?;
    let status = status(&sent, &["current", "draft"])?;
    let title = sent["title"]
        .as_str()
        .unwrap_or(&found.title)
        .trim()
        .to_owned();
    title::check(&title, status)?;
    let restored = found.status == "trashed" && status == "current";
    let published = found.status == "draft" && status == "current";
    if kind == "page" && status == "current" {
        title::must_be_new(turn, found.space, &title, found.id).await?;
    }
    let number = &sent["version"]["number"];
    // A draft stays at its first version until it is published.
    if !(found.status == "draft" && number.as_i64() == Some(1)) {
        content::follows(&found, number)?;
    }
    let edit = Edit {
        title: Some(title),
        body: body::sent(&sent["body"])?,
        message: sent["version"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        minor: sent["version"]["minorEdit"] == true,
        ..Edit::default()
    };
    let mut edited = if found.status == "draft" {
        redraft(turn, &found, edit).await?
    } else {
        content::edit(turn, &found, edit).await?
    };
    if edited.status != status {
        content::set_status(turn, &edited, status).await?;
        edited.status = status.to_owned();
    }
    if let Some(parent) = text(&sent["parentId"])
        && found.parent.map(|it| it.to_string()) != Some(parent.clone())
    {
        let parent = find(turn, &parent, &["page", "folder", "whiteboard", "database"]).await?;
        tree::put_below(turn, &edited, Some(&parent)).await?;
        edited = find(turn, &id, &[kind]).await?;
    }
    if let Some(owner) = text(&sent["ownerId"]) {
        let sql = "UPDATE content SET owner = ? WHERE id = ?";
        turn.database.run(sql, cells![owner, found.id]).await?;
        edited = find(turn, &id, &[kind]).await?;
    }
    match (restored, published, status) {
        (true, ..) => tell(turn, &edited, What::Restored),
        (_, true, _) => tell(turn, &edited, What::Created),
        (.., "current") => tell(turn, &edited, What::Updated),
        _ => {}
    }
    Ok(Reply::ok(&edited.shown(turn, shown_format(&sent))))
}

/// Changes a draft, which has a single version.
async fn redraft(turn: &mut Turn<'_>, draft: &Content, edit: Edit) -> Result<Content, Failure> {
    let sql = "UPDATE content SET version = version - 1 WHERE id = ?";
    turn.database.run(sql, cells![draft.id]).await?;
    content::edit(turn, draft, edit).await
}

async fn retitle(turn: &mut Turn<'_>) -> Outcome {
    let found = find(turn, &turn.value("id"), &["page"]).await?;
    let sent = turn.json();
    rights::must_update(turn, &found, "update").await?;
    let title = sent["title"].as_str().unwrap_or_default().trim().to_owned();
    title::check(&title, "current")?;
    title::must_be_new(turn, found.space, &title, found.id).await?;
    let edit = Edit {
        title: Some(title),
        ..Edit::default()
    };
    let edited = content::edit(turn, &found, edit).await?;
    tell(turn, &edited, What::Updated);
    Ok(Reply::ok(&edited.shown(turn, None)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let found = find(turn, &turn.value("id"), &[kind]).await?;
    rights::must_update(turn, &found, "delete").await?;
    if found.status == "draft" || turn.flag("draft", false) {
        if found.status != "draft" {
            return Err(content::not_found(&["draft"], &found.public_id()));
        }
        content::purge(&mut turn.database, found.id).await?;
        return Ok(Reply::nothing());
    }
    if turn.flag("purge", false) {
        if found.status != "trashed" {
            return Err(Failure::bad_request(
                "Only a trashed content can be purged.",
            ));
        }
        rights::must(turn, found.space, "administer", "space").await?;
        content::purge(&mut turn.database, found.id).await?;
        tell(turn, &found, What::Removed);
        return Ok(Reply::nothing());
    }
    if found.status == "trashed" {
        return Err(content::not_found(&[kind], &found.public_id()));
    }
    tree::trash(turn, &found).await?;
    Ok(Reply::nothing())
}

async fn archive(turn: &mut Turn<'_>) -> Outcome {
    let sent = turn.json();
    for page in sent["pages"].as_array().into_iter().flatten() {
        let Some(id) = text(&page["id"]) else {
            return Err(Failure::bad_request("Each page must have an id."));
        };
        let found = find(turn, &id, &["page"]).await?;
        rights::must_update(turn, &found, "update").await?;
        content::set_status(turn, &found, "archived").await?;
        tell(turn, &found, What::Archived);
    }
    Ok(Reply::json(StatusCode::ACCEPTED, &task::begun()))
}

async fn types(turn: &mut Turn<'_>) -> Outcome {
    let sight = Sight::of(turn).await?;
    let mut results = serde_json::Map::new();
    for id in turn.json()["contentIds"].as_array().into_iter().flatten() {
        let Some(id) = text(id) else { continue };
        let found = match content::number(&id) {
            Some(number) => content::get(&mut turn.database, number).await?,
            None => None,
        };
        let kind = found
            .filter(|it| it.is_seen_by(&sight))
            .map(|it| match it.kind.as_str() {
                "comment" if it.inline.is_object() => "inline-comment".to_owned(),
                "comment" => "footer-comment".to_owned(),
                "custom" => it.custom_type.unwrap_or_default(),
                kind => kind.to_owned(),
            });
        results.insert(id, kind.into());
    }
    Ok(Reply::ok(&json!({ "results": results })))
}

/// The status in a request; if missing, the first known one.
fn status(sent: &Value, known: &[&'static str]) -> Result<&'static str, Failure> {
    let Some(status) = sent["status"].as_str() else {
        return Ok(known.first().copied().unwrap_or("current"));
    };
    let found = known.iter().find(|it| **it == status);
    found
        .copied()
        .ok_or_else(|| Failure::bad_request(format!("`{status}` is not a status that can be set.")))
}
