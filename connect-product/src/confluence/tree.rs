//! Ancestors and descendants of content, and moving it.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::content::{self, Content, New, SELECT, find};
use super::event::{self, What, tell};
use super::list::Part;
use super::rights;
use super::sent::text;
use super::sight::Sight;
use super::{label, space, task, title};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::property;
use crate::request::Reply;
use crate::turn::{Database, Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/pages/{id}/ancestors" => above;
    Get "/wiki/api/v2/pages/{id}/children" => pages_below;
    Get "/wiki/api/v2/pages/{id}/direct-children" => direct;
    Get "/wiki/api/v2/pages/{id}/descendants" => below;
    Get "/wiki/api/v2/whiteboards/{id}/ancestors" => above;
    Get "/wiki/api/v2/whiteboards/{id}/direct-children" => direct;
    Get "/wiki/api/v2/whiteboards/{id}/descendants" => below;
    Get "/wiki/api/v2/databases/{id}/ancestors" => above;
    Get "/wiki/api/v2/databases/{id}/direct-children" => direct;
    Get "/wiki/api/v2/databases/{id}/descendants" => below;
    Get "/wiki/api/v2/folders/{id}/ancestors" => above;
    Get "/wiki/api/v2/folders/{id}/direct-children" => direct;
    Get "/wiki/api/v2/folders/{id}/descendants" => below;
    Get "/wiki/api/v2/embeds/{id}/ancestors" => above;
    Get "/wiki/api/v2/embeds/{id}/direct-children" => direct;
    Get "/wiki/api/v2/embeds/{id}/descendants" => below;
    Get "/wiki/rest/api/content/{id}/descendant/{type}" => below_of_type;
    Put "/wiki/rest/api/content/{pageId}/move/{position}/{targetId}" => put;
    Post "/wiki/rest/api/content/{id}/copy" => copy;
    Post "/wiki/rest/api/content/{id}/pagehierarchy/copy" => copy_tree;
    Delete "/wiki/rest/api/content/{id}/pageTree" => trash_tree;
};

/// The ancestors of a piece of content, the highest first.
pub(super) async fn ancestors(
    database: &mut Database<'_>,
    content: &Content,
) -> Result<Vec<Content>, Failure> {
    let sql = format!(
        "WITH RECURSIVE above(id, far) AS (SELECT ?, 0
             UNION SELECT content.parent, far + 1 FROM above JOIN content ON content.id = above.id
             WHERE content.parent IS NOT NULL AND far < 1000)
         {SELECT} content.id IN (SELECT id FROM above WHERE far > 0)
         ORDER BY (SELECT far FROM above WHERE above.id = content.id) DESC"
    );
    let rows = database.rows(sql, cells![content.id]).await?;
    Ok(rows.iter().map(Content::read).collect())
}

async fn above(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let found = ancestors(&mut turn.database, &content).await?;
    let part = Part::by_cursor(turn)?;
    // The nearest ones are kept, in order from the highest.
    let more = found.len().saturating_sub(part.limit);
    let results = found
        .iter()
        .skip(more)
        .map(|it| json!({"id": it.public_id(), "type": it.kind}))
        .collect();
    Ok(part.cursor_reply(turn, results, false))
}

const BELOW: &str =
    "content.parent = ? AND content.status = 'current' AND content.type <> 'comment'";

/// The direct children of a piece of content, in short form.
pub(super) async fn children(turn: &mut Turn<'_>, id: i64) -> Result<Vec<Value>, Failure> {
    let sight = Sight::of(turn).await?;
    let rest = BELOW.to_owned() + &content::order(None, "child-position");
    let found = content::select(&mut turn.database, &sight, &rest, cells![id]).await?;
    Ok(found.iter().map(brief).collect())
}

fn brief(content: &Content) -> Value {
    json!({
        "id": content.public_id(),
        "status": content.status,
        "title": content.title,
        "type": content.kind,
        "spaceId": content.space.to_string(),
        "childPosition": content.position,
    })
}

async fn pages_below(turn: &mut Turn<'_>) -> Outcome {
    listed(turn, " AND content.type = 'page'").await
}

async fn direct(turn: &mut Turn<'_>) -> Outcome {
    listed(turn, "").await
}

async fn listed(turn: &mut Turn<'_>, and: &str) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let sight = Sight::of(turn).await?;
    let part = Part::by_cursor(turn)?;
    let order = content::order(turn.parameter("sort").as_deref(), "child-position");
    let rest = format!("{BELOW}{and}{order}{}", part.sql());
    let mut found = content::select(&mut turn.database, &sight, &rest, cells![content.id]).await?;
    let more = part.cut(&mut found);
    let results = found.iter().map(brief).collect();
    Ok(part.cursor_reply(turn, results, more))
}

/// The descendants of a piece of content with their distance, in tree order.
async fn descendants(
    turn: &mut Turn<'_>,
    id: i64,
    depth: i64,
) -> Result<Vec<(Content, i64)>, Failure> {
    let sight = Sight::of(turn).await?;
    let sql = format!(
        "WITH RECURSIVE below(id, far, place) AS (SELECT ?1, 0, ''
             UNION SELECT content.id, far + 1, place || printf('/%09d', coalesce(position, 0))
             FROM below JOIN content ON content.parent = below.id
             WHERE far < ?2 AND content.status = 'current' AND content.type <> 'comment'),
         places AS (SELECT id AS below_id, far, place FROM below WHERE far > 0)
         SELECT found.*, far FROM ({SELECT} {}) AS found JOIN places ON found.id = below_id
         ORDER BY place, found.id",
        sight.contents("content")
    );
    let rows = turn.database.rows(sql, cells![id, depth]).await?;
    let all = rows
        .iter()
        .map(|row| (Content::read(row), row.number("far")));
    Ok(all.collect())
}

async fn below(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let depth = turn.number("depth").unwrap_or(5).clamp(1, 10);
    let found = descendants(turn, content.id, depth).await?;
    let part = Part::by_cursor(turn)?;
    let (found, more) = part.of(found);
    let results = found
        .iter()
        .map(|(it, far)| {
            let mut shown = brief(it);
            shown["parentId"] = it.parent.map(|id| id.to_string()).into();
            shown["depth"] = (*far).into();
            shown
        })
        .collect();
    Ok(part.cursor_reply(turn, results, more))
}

async fn below_of_type(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let kind = turn.value("type");
    let part = Part::by_start(turn);
    let depth = match turn.parameter("depth").as_deref() {
        None | Some("all") => 1000,
        Some("root") => 1,
        Some(number) => number.parse().unwrap_or(1000),
    };
    let mut found = if kind == "page" {
        let all = descendants(turn, content.id, depth).await?;
        all.into_iter().map(|(it, _)| it).collect()
    } else {
        let sight = Sight::of(turn).await?;
        let rest = "content.container = ? AND content.type = ? AND content.status = 'current'
            ORDER BY content.id";
        content::select(&mut turn.database, &sight, rest, cells![content.id, &kind]).await?
    };
    found.retain(|it: &Content| it.kind == kind);
    let (found, more) = part.of(found);
    let expand = turn.names("expand");
    let mut results = Vec::new();
    for content in found {
        results.push(content.expanded(turn, &expand).await?);
    }
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}

/// Moves content to the end of the children of another; `None` is the top level of its space.
pub(super) async fn put_below(
    turn: &mut Turn<'_>,
    content: &Content,
    parent: Option<&Content>,
) -> Result<(), Failure> {
    if let Some(parent) = parent {
        let above = ancestors(&mut turn.database, parent).await?;
        if parent.id == content.id || above.iter().any(|it| it.id == content.id) {
            let message = "A page can't be moved below itself.";
            return Err(Failure::bad_request(message));
        }
    }
    let space = parent.map_or(content.space, |it| it.space);
    let id = parent.map(|it| it.id);
    let sql = "UPDATE content SET parent = ?1, position = (
            SELECT coalesce(max(position), -1) + 1 FROM content WHERE space = ?2 AND parent IS ?1)
        WHERE id = ?3";
    turn.database
        .run(sql, cells![id, space, content.id])
        .await?;
    let all = "WITH RECURSIVE all_of(id) AS (SELECT ?1
            UNION SELECT content.id FROM all_of JOIN content ON content.parent = all_of.id
            UNION SELECT content.id FROM all_of JOIN content ON content.container = all_of.id)
        UPDATE content SET space = ?2 WHERE id IN (SELECT id FROM all_of)";
    turn.database.run(all, cells![content.id, space]).await?;
    let before = match content.parent {
        Some(before) => content::get(&mut turn.database, before).await?,
        None => None,
    };
    let mut body = json!({ "page": event::content(turn, content) });
    if let Some(before) = before {
        body["oldParent"] = event::content(turn, &before);
    }
    if let Some(parent) = parent {
        body["newParent"] = event::content(turn, parent);
    }
    turn.changed("page_moved", None, body);
    Ok(())
}

async fn put(turn: &mut Turn<'_>) -> Outcome {
    let page = find(turn, &turn.value("pageId"), &["page"]).await?;
    let target = find(turn, &turn.value("targetId"), &["page", "folder"]).await?;
    rights::must_update(turn, &page, "update").await?;
    rights::must(turn, target.space, "create", "page").await?;
    let position = turn.value("position");
    if position == "append" {
        put_below(turn, &page, Some(&target)).await?;
        return Ok(Reply::ok(&json!({ "pageId": page.public_id() })));
    }
    let parent = match target.parent {
        Some(parent) => content::get(&mut turn.database, parent).await?,
        None => None,
    };
    if page.parent != target.parent || page.space != target.space {
        put_below(turn, &page, parent.as_ref()).await?;
    }
    let before = siblings(turn, &target).await?;
    let mut order: Vec<i64> = before.iter().map(|it| it.id).collect();
    order.retain(|id| *id != page.id);
    let at = order
        .iter()
        .position(|id| *id == target.id)
        .unwrap_or_default();
    let at = at + usize::from(position == "after");
    order.insert(at.min(order.len()), page.id);
    for (position, id) in (0_i64..).zip(order) {
        let sql = "UPDATE content SET position = ? WHERE id = ?";
        turn.database.run(sql, cells![position, id]).await?;
    }
    if page.parent == target.parent
        && let Some(parent) = parent
    {
        let after = siblings(turn, &target).await?;
        let ids = |all: &[Content]| -> Vec<Value> {
            all.iter().map(|it| event::content(turn, it)).collect()
        };
        let body = json!({
            "page": event::content(turn, &parent),
            "oldSortedChildren": ids(&before),
            "newSortedChildren": ids(&after),
        });
        turn.changed("page_children_reordered", None, body);
    }
    Ok(Reply::ok(&json!({ "pageId": page.public_id() })))
}

/// All children of the same parent, in order.
async fn siblings(turn: &mut Turn<'_>, content: &Content) -> Result<Vec<Content>, Failure> {
    let sql = format!(
        "{SELECT} content.space = ? AND content.parent IS ?
         AND content.type NOT IN ('comment', 'attachment', 'blogpost')
         ORDER BY content.position, content.id"
    );
    let rows = turn
        .database
        .rows(sql, cells![content.space, content.parent])
        .await?;
    Ok(rows.iter().map(Content::read).collect())
}

async fn copy(turn: &mut Turn<'_>) -> Outcome {
    let page = find(turn, &turn.value("id"), &["page"]).await?;
    let sent = turn.json();
    let destination = &sent["destination"];
    let value = text(&destination["value"]).unwrap_or_default();
    let (space, parent) = match destination["type"].as_str() {
        Some("space") => (space::by_key(turn, &value).await?.id, None),
        Some("parent_page" | "parent_content") => {
            let parent = find(turn, &value, &["page", "folder"]).await?;
            (parent.space, Some(parent.id))
        }
        _ => {
            let message = "The destination must have the type `space` or `parent_page`.";
            return Err(Failure::bad_request(message));
        }
    };
    rights::must(turn, space, "create", "page").await?;
    let title = sent["pageTitle"].as_str().unwrap_or(&page.title).to_owned();
    title::must_be_new(turn, space, &title, 0).await?;
    let new = New {
        kind: "page",
        status: "current",
        space,
        parent,
        title,
        body: page.body.clone(),
        ..New::default()
    };
    let made = content::insert(turn, new).await?;
    if sent["copyLabels"] == true {
        label::copy(&mut turn.database, page.id, made.id).await?;
    }
    if sent["copyProperties"] == true {
        for property in property::of(&mut turn.database, &page.entity()).await? {
            let entity = made.entity();
            property::set(&mut turn.database, &entity, &property.key, &property.value).await?;
        }
    }
    tell(turn, &made, What::Copied);
    let expand = turn.names("expand");
    Ok(Reply::ok(&made.expanded(turn, &expand).await?))
}

/// Copies a page with all its descendants.
async fn copy_tree(turn: &mut Turn<'_>) -> Outcome {
    let page = find(turn, &turn.value("id"), &["page"]).await?;
    let sent = turn.json();
    let target = text(&sent["destinationPageId"]).unwrap_or_default();
    let target = find(turn, &target, &["page", "folder"]).await?;
    rights::must(turn, target.space, "create", "page").await?;
    let title = |content: &Content| {
        let options = &sent["titleOptions"];
        let text = |name: &str| options[name].as_str().unwrap_or_default().to_owned();
        let mut title = content.title.clone();
        if !text("search").is_empty() {
            title = title.replace(&text("search"), &text("replace"));
        }
        text("prefix") + &title
    };
    let below = descendants(turn, page.id, 1000).await?;
    let all = std::iter::once(page).chain(below.into_iter().map(|(it, _)| it));
    let pages: Vec<Content> = all.filter(|it| it.kind == "page").collect();
    let mut copies = BTreeMap::new();
    for content in &pages {
        let title = title(content);
        title::must_be_new(turn, target.space, &title, 0).await?;
        let above = content.parent.and_then(|above| copies.get(&above).copied());
        let new = New {
            kind: "page",
            status: "current",
            space: target.space,
            parent: Some(above.unwrap_or(target.id)),
            title,
            body: content.body.clone(),
            ..New::default()
        };
        let made = content::insert(turn, new).await?;
        if sent["copyLabels"] == true {
            label::copy(&mut turn.database, content.id, made.id).await?;
        }
        copies.insert(content.id, made.id);
        tell(turn, &made, What::Copied);
    }
    Ok(Reply::json(StatusCode::ACCEPTED, &task::begun()))
}

/// Moves content to the trash; what is below it moves up.
pub(super) async fn trash(turn: &mut Turn<'_>, content: &Content) -> Result<(), Failure> {
    let sql = "UPDATE content SET parent = ? WHERE parent = ? AND type <> 'comment'";
    turn.database
        .run(sql, cells![content.parent, content.id])
        .await?;
    content::set_status(turn, content, "trashed").await?;
    tell(turn, content, What::Trashed);
    Ok(())
}

async fn trash_tree(turn: &mut Turn<'_>) -> Outcome {
    let page = find(turn, &turn.value("id"), &["page"]).await?;
    rights::must_update(turn, &page, "delete").await?;
    let below = descendants(turn, page.id, 1000).await?;
    for (content, _) in below.iter().rev() {
        trash(turn, content).await?;
    }
    trash(turn, &page).await?;
    Ok(Reply::json(StatusCode::ACCEPTED, &task::begun()))
}
